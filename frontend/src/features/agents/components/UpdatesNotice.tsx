import { useQuery } from "@tanstack/react-query";
import { updatesQuery } from "@/features/agents/libraryApi";
import { library } from "@/text/en/library";
import { plural } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Page";

const { available, look } = library.update;

/** How many added agents have updates; nothing where none has. */
export function UpdatesNotice({ onLook }: { onLook: () => void }) {
  const { data: updates = [] } = useQuery(updatesQuery);
  if (updates.length === 0) return null;
  return (
    <Notice tone="info">
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {plural(updates.length, available.one, available.many)}
        <Button size="small" onClick={onLook}>
          {look}
        </Button>
      </span>
    </Notice>
  );
}
