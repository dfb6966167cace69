import { useEffect, useState } from "react";
import { Tooltip } from "@/ui/Tooltip";
import { fullTime, relativeTime } from "@/ui/lib/format";

const TICK_MS = 30_000;

/** A moment as "2 hours ago", kept up to date; the whole of it in a tooltip. */
export function RelativeTime({ at }: { at: string }) {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const moment = new Date(at);
  return (
    <Tooltip text={fullTime(moment)}>
      <time dateTime={at} className="whitespace-nowrap">
        {relativeTime(moment, now)}
      </time>
    </Tooltip>
  );
}
