import type { DependantsRead } from "@/api/schema";
import { library } from "@/text/en/library";
import { fill, plural } from "@/text/fill";

const words = library.inUse;
const NAMES = 3;

/** What depends on an agent that is to be deleted; nothing where nothing does. */
export function InUse({ found }: { found: DependantsRead }) {
  const kinds = [
    { named: words.schedules, all: found.schedules },
    { named: words.triggers, all: found.triggers },
    { named: words.presets, all: found.presets },
    { named: words.subAgents, all: found.sub_agents },
  ].filter(({ all }) => all.length > 0);
  if (kinds.length === 0 && found.listing === null) return null;
  return (
    <div className="mt-3 rounded-lg bg-warning-soft px-3 py-2 text-sm text-warning-text">
      <p className="font-medium">{words.title}</p>
      <ul className="mt-1 list-disc pl-5">
        {kinds.map(({ named, all }) => (
          <li key={named.one}>
            {plural(all.length, named.one, named.many)}
            <span className="block truncate text-xs">{namesOf(all.map(({ name }) => name))}</span>
          </li>
        ))}
        {found.listing !== null && <li>{fill(words.listing, { title: found.listing.title })}</li>}
      </ul>
    </div>
  );
}

function namesOf(names: readonly string[]): string {
  const shown = names.filter((name) => name !== "");
  const listed = shown.slice(0, NAMES).join(", ");
  return shown.length > NAMES ? fill(words.names, { names: listed, count: shown.length - NAMES }) : listed;
}
