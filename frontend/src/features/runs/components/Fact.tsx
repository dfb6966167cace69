import type { ReactNode } from "react";

/** A name and what it is, in a list of definitions. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-faint">{name}</dt>
      <dd className="tabular-nums">{children}</dd>
    </div>
  );
}
