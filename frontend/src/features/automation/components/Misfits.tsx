import { useQuery } from "@tanstack/react-query";
import type { MisfitRead } from "@/api/schema";
import { misfitsQuery } from "@/features/automation/api";
import { automation } from "@/text/en/automation";
import { plural } from "@/text/fill";
import { Notice } from "@/ui/Page";

const words = automation.misfits;

/** On the agent's page: what cannot start the active version. Nothing where all fits. */
export function MisfitsNotice({ graphId }: { graphId: string }) {
  const { data: misfits } = useQuery(misfitsQuery(graphId));
  if (misfits === undefined || misfits.length === 0) return null;
  return (
    <Notice tone="warning">
      <p className="mb-1 font-medium">{plural(misfits.length, words.title.one, words.title.many)}</p>
      <MisfitList misfits={misfits} />
    </Notice>
  );
}

export function MisfitList({ misfits }: { misfits: readonly MisfitRead[] }) {
  return (
    <ul className="flex flex-col gap-1 text-sm">
      {misfits.map((one) => (
        <li key={one.id}>
          <span className="font-medium">
            {words.kinds[one.kind]} {one.name}
          </span>
          : {one.message}
        </li>
      ))}
    </ul>
  );
}
