import { WifiOff } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useConnection } from "@/live/live";
import { shell } from "@/text/en/shell";

const TRIES_UNSEEN = 2; // a connection that is back at once is no news

export function OfflineBanner() {
  const isOnline = useSyncExternalStore(listen, () => navigator.onLine);
  const { state, attempt } = useConnection();
  const isLost = state !== "open" && attempt > TRIES_UNSEEN;
  return (
    <div role="status">
      {(!isOnline || isLost) && (
        <p className="flex items-center justify-center gap-2 bg-warning-soft px-4 py-1.5 text-sm text-warning-text">
          <WifiOff aria-hidden className="size-4 shrink-0" />
          {isOnline ? shell.offline.noServer : shell.offline.noNetwork}
        </p>
      )}
    </div>
  );
}

function listen(changed: () => void): () => void {
  window.addEventListener("online", changed);
  window.addEventListener("offline", changed);
  return () => {
    window.removeEventListener("online", changed);
    window.removeEventListener("offline", changed);
  };
}
