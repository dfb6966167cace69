// The links of a profile, as a form holds them.
export interface Link {
  title: string;
  url: string;
}

export const MAX_LINKS = 6;

/** Those to send: without empty rows; null if one is no link. */
export function linksOf(rows: readonly Link[]): Link[] | null {
  const filled = rows
    .map(({ title, url }) => ({ title: title.trim(), url: url.trim() }))
    .filter(({ title, url }) => title !== "" || url !== "");
  return filled.every(({ title, url }) => title !== "" && isSafe(url)) ? filled : null;
}

function isSafe(url: string): boolean {
  return url.toLowerCase().startsWith("https://") && URL.canParse(url);
}
