import { useKeysOf } from "@/app/store/shortcuts";
import type { ShortcutId } from "@/app/shortcuts";
import { Keys } from "@/ui/Kbd";

/** The first keys of a shortcut, as they are now; nothing where it has none. */
export function ShortcutKeys({ id }: { id: ShortcutId }) {
  const [keys] = useKeysOf(id);
  return keys === undefined ? null : <Keys keys={keys} />;
}

/** All of its keys. */
export function AllKeys({ id }: { id: ShortcutId }) {
  return (
    <span className="inline-flex flex-wrap gap-2">
      {useKeysOf(id).map((keys) => (
        <Keys key={keys} keys={keys} />
      ))}
    </span>
  );
}
