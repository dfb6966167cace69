import { useEffect } from "react";
import { useNavigate } from "react-router";

/** A click on a notification of the browser goes to its page in the window that is there (src/worker/push.ts). */
export function usePushedLinks(): void {
  const navigate = useNavigate();
  useEffect(() => {
    if (!("serviceWorker" in navigator)) return undefined;
    const { serviceWorker } = navigator;
    const heard = ({ data }: MessageEvent) => {
      if (isOpen(data)) void navigate(data.link);
    };
    serviceWorker.addEventListener("message", heard);
    return () => serviceWorker.removeEventListener("message", heard);
  }, [navigate]);
}

function isOpen(data: unknown): data is { type: "open"; link: string } {
  if (typeof data !== "object" || data === null) return false;
  const { type, link } = data as Partial<Record<string, unknown>>;
  return type === "open" && typeof link === "string";
}
