import { startTransition, useEffect, useState } from "react";

/** False until the canvas is in sight. What can wait for that is drawn then, and input goes before it. */
export function useAfterFirstSight(): boolean {
  const [isDue, setIsDue] = useState(false);
  useEffect(() => {
    // React Flow measures its nodes in the first frame and shows them in the second.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => startTransition(() => setIsDue(true)));
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return isDue;
}
