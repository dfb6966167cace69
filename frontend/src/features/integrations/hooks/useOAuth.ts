// The way to a service and back: in a window of its own, or in this tab.
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { authorize, forgetCredentials } from "@/features/integrations/api";
import { isOAuthReturn, type OAuthReturn } from "@/features/integrations/lib/oauthReturn";
import type { AuthorizeWriteRequest } from "@/api/schema";

const CHANNEL = "polychord.oauth"; // reaches pages of this site alone
export const RETURN_PATH = "/integrations/connected";
const WINDOW = "popup,width=620,height=760";

/** Leave this tab for the service; it comes back to `return_to`. */
export async function goToService(provider: string, body: AuthorizeWriteRequest): Promise<void> {
  window.location.assign(await authorize(provider, body));
}

/** Tell the page that opened this window. */
export function tellOpener(result: OAuthReturn): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(result);
  channel.close();
}

type Waiting = { state: "idle" | "waiting" } | { state: "blocked"; url: string };

/** Ask for consent in a window. onEnd: it was given or not; a window that is closed says nothing. */
export function useOAuthWindow(onEnd: (result: OAuthReturn) => void) {
  const [waiting, setWaiting] = useState<Waiting>({ state: "idle" });
  const opened = useRef<Window | null>(null);
  const ended = useEffectEvent(async (result: OAuthReturn) => {
    setWaiting({ state: "idle" });
    await forgetCredentials();
    onEnd(result);
  });
  const isWaiting = waiting.state !== "idle";
  useEffect(() => {
    if (!isWaiting) return undefined;
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (isOAuthReturn(data)) void ended(data);
    };
    return () => channel.close();
  }, [isWaiting]);
  const begin = async (provider: string, body: AuthorizeWriteRequest) => {
    // Browsers open windows only at once after a click; its address comes later.
    opened.current = window.open("about:blank", "polychord-oauth", WINDOW);
    try {
      const url = await authorize(provider, { ...body, return_to: RETURN_PATH });
      if (opened.current === null) {
        setWaiting({ state: "blocked", url });
      } else {
        opened.current.location.href = url;
        setWaiting({ state: "waiting" });
      }
    } catch (error) {
      opened.current?.close();
      throw error;
    }
  };
  return { waiting, begin };
}
