// Notifications of this browser while no page is open: whether it may, and switching it on and off.
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import { queryClient } from "@/api/queryClient";
import type { PushSubscriptionRead } from "@/api/schema";
import { kept, keep } from "@/features/notifications/keptPush";
import { keyText } from "@/features/notifications/lib/kept";
import { notifications } from "@/text/en/notifications";

/** unsupported: the browser cannot. blocked: its user forbade it for this site. */
export type PushState = "unsupported" | "blocked" | "off" | "on";

interface BrowserPush {
  state: PushState;
  /** Browsers of the same person, elsewhere. */
  others: readonly PushSubscriptionRead[];
}

const WORKER = "/push-worker.js";
const PATH = "/api/v1/notifications/push-subscriptions";
const PATIENCE_MS = 3_000; // of somebody who signs out
const words = notifications.page.browser;

export const pushQuery = queryOptions({
  queryKey: ["me", "notifications", "push"],
  queryFn: async ({ signal }): Promise<BrowserPush> => {
    const { key, subscriptions } = await data(api.GET(PATH, { signal }));
    const own = kept();
    const isKnown = subscriptions.some(({ id }) => id === own?.id);
    const isOn = isKnown && (await current(key))?.endpoint === own?.endpoint;
    return { state: stateNow(isOn), others: subscriptions.filter(({ id }) => !isOn || id !== own?.id) };
  },
});

/** To be called by a click: the browser asks its user. False: they said no. */
export async function switchOn(): Promise<boolean> {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") {
    await again();
    return false;
  }
  const { key } = await data(api.GET(PATH));
  await register(key);
  await again();
  return true;
}

export async function switchOff(): Promise<void> {
  const own = kept();
  await forgetHere();
  if (own !== null) await remove(own.id);
}

/** This browser, or another one of the person, shows notifications no more. */
export async function remove(id: string): Promise<void> {
  await api.DELETE(`${PATH}/{id}`, { params: { path: { id } } });
  await again();
}

/** Browsers give a subscription another address, or drop it, as they like: it is told and begun anew. */
export async function keepInStep(): Promise<void> {
  const own = kept();
  if (own === null || stateNow(true) !== "on") return;
  const registration = await navigator.serviceWorker.getRegistration(WORKER);
  const subscription = await registration?.pushManager.getSubscription();
  if (subscription?.endpoint === own.endpoint) return;
  const { key, subscriptions } = await data(api.GET(PATH));
  if (!subscriptions.some(({ id }) => id === own.id)) return; // it was switched off elsewhere, or is not theirs
  await register(key);
  if (kept()?.id !== own.id) await remove(own.id);
}

/** Who signs in next is somebody else. */
export async function endPush(): Promise<void> {
  const own = kept();
  if (own === null) return;
  await forgetHere();
  const signal = AbortSignal.timeout(PATIENCE_MS);
  await api.DELETE(`${PATH}/{id}`, { params: { path: { id: own.id } }, signal });
}

async function register(key: string): Promise<void> {
  await navigator.serviceWorker.register(WORKER, { updateViaCache: "none" });
  const { pushManager } = await navigator.serviceWorker.ready;
  if ((await current(key)) === null) await (await pushManager.getSubscription())?.unsubscribe();
  const options = { userVisibleOnly: true, applicationServerKey: key };
  const subscription = await pushManager.subscribe(options).catch((error: unknown) => {
    throw new Error(words.noService, { cause: error });
  });
  const { keys = {} } = subscription.toJSON();
  const body = {
    endpoint: subscription.endpoint,
    keys: { p256dh: keys.p256dh ?? "", auth: keys.auth ?? "" },
  };
  const { id } = await data(api.POST(PATH, { body }));
  keep({ id, endpoint: subscription.endpoint });
}

async function forgetHere(): Promise<void> {
  keep(null);
  const registration = await navigator.serviceWorker.getRegistration(WORKER);
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
}

/** The browser's subscription, if it was made for the server's key of today. */
async function current(key: string): Promise<PushSubscription | null> {
  if (!isAble()) return null;
  const registration = await navigator.serviceWorker.getRegistration(WORKER);
  const found = (await registration?.pushManager.getSubscription()) ?? null;
  return found !== null && keyText(found.options.applicationServerKey) === key ? found : null;
}

function stateNow(isOn: boolean): PushState {
  if (!isAble()) return "unsupported";
  if (Notification.permission === "denied") return "blocked";
  return isOn && Notification.permission === "granted" ? "on" : "off";
}

/** Over https and on this machine, where browsers have it. */
function isAble(): boolean {
  return "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
}

function again(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: pushQuery.queryKey });
}
