// The service worker: shows what the server pushes while no page is open. It keeps no files and answers no requests.
import { pathOf, shownOf, windowFor } from "@/worker/lib/message";

declare const self: ServiceWorkerGlobalScope;

const ICON = "/static/app/logo-192.png";

self.addEventListener("install", () => void self.skipWaiting());

self.addEventListener("push", (event) => {
  const { title, body, tag, link } = shownOf(event.data?.text() ?? "");
  event.waitUntil(self.registration.showNotification(title, { body, tag, icon: ICON, data: link }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(pathOf(event.notification.data)));
});

/** In a window of the app, which goes there by itself and asks about unsaved work; without one, in a new window. */
async function open(link: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const found = windowFor(windows, link);
  if (found === undefined) {
    await self.clients.openWindow(link);
    return;
  }
  found.postMessage({ type: "open", link });
  await found.focus();
}
