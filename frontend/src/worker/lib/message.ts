// What the server pushes, as the browser is to show it, and which window a click belongs to.

/** A notification, and the path of the app that a click opens. */
export interface Shown {
  title: string;
  body: string;
  /** The same is shown once. */
  tag: string;
  link: string;
}

interface Window {
  url: string;
  focused: boolean;
}

const UNREADABLE: Shown = { title: "Polychord", body: "", tag: "polychord", link: "/" };
const NOT_THE_APP = /^\/(admin|api|oauth|static|webhooks)(\/|$)/;

/** A browser must show something for each message, so one that cannot be read is shown without words. */
export function shownOf(text: string): Shown {
  const { id, title, text: body, link } = fieldsOf(text);
  if (typeof title !== "string" || title === "") return UNREADABLE;
  return {
    title,
    body: typeof body === "string" ? body : "",
    tag: typeof id === "string" ? id : UNREADABLE.tag,
    link: pathOf(link),
  };
}

/** A path of this site; anything that leads elsewhere is its start page. */
export function pathOf(link: unknown): string {
  return typeof link === "string" && /^\/(?![/\\])/.test(link) ? link : "/";
}

/** The window of the app to show `link` in: the one that shows it, the one in use, any; undefined: a new one. */
export function windowFor<One extends Window>(windows: readonly One[], link: string): One | undefined {
  const ours = windows.filter((one) => !NOT_THE_APP.test(new URL(one.url).pathname));
  const isThere = ({ url }: One) => url === new URL(link, url).href;
  return ours.find(isThere) ?? ours.find((one) => one.focused) ?? ours[0];
}

function fieldsOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
