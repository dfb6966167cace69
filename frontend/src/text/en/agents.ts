export const agents = {
  title: "Agents",
  intro: "What you and your workspace have built.",
  name: "Name",
  version: "Version",
  changed: "Last change",
  versionNumber: "v{number}",
  emptyTitle: "No agents yet",
  empty: "Agents that you build, import or post over the API appear here.",
  apiDocs: "Read the API documentation",
} as const;
