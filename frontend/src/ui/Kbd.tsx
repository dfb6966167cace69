import { parts } from "@/ui/lib/keys";

/** A shortcut as the reader's keyboard has it; `keys` as in `useShortcut`. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className="inline-flex gap-0.5">
      {parts(keys).map((part) => (
        <kbd
          key={part}
          className="flex h-5 min-w-5 items-center justify-center rounded border border-line bg-subtle px-1 font-sans text-xs text-muted"
        >
          {part}
        </kbd>
      ))}
    </span>
  );
}
