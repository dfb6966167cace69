const KEY = "polychord.reloaded-at";
const AGAIN_MS = 60_000;

/** After an update the parts of the old app are gone; a page that asks for one starts anew, once a minute at most. */
export function reloadOnNewVersion(): void {
  window.addEventListener("vite:preloadError", (event) => {
    const lastMs = Number(sessionStorage.getItem(KEY) ?? 0);
    if (Date.now() - lastMs < AGAIN_MS) return;
    event.preventDefault();
    sessionStorage.setItem(KEY, String(Date.now()));
    window.location.reload();
  });
}
