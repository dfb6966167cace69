// Where to go on after a sign-in that led over another site.
const KEY = "polychord.social-return";

export function keepReturnPath(path: string): void {
  sessionStorage.setItem(KEY, path);
}

export function takeReturnPath(): string {
  const path = sessionStorage.getItem(KEY) ?? "/";
  sessionStorage.removeItem(KEY);
  return path;
}
