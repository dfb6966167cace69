import { useEffect, useState } from "react";

const TICK_MS = 500;

/** The present moment; goes on only while it is needed. */
export function useNow(isNeeded: boolean): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    if (!isNeeded) return undefined;
    const timer = setInterval(() => setNow(new Date()), TICK_MS);
    return () => clearInterval(timer);
  }, [isNeeded]);
  return now;
}
