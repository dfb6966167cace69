import { GitFork } from "lucide-react";
import { useState } from "react";
import type { GraphRead, OriginRead } from "@/api/schema";
import { UpdateDialog } from "@/features/agents/components/UpdateDialog";
import { useAgentActions } from "@/features/agents/hooks/useAgentActions";
import { library } from "@/text/en/library";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { credits } from "@/ui/lib/format";
import { Notice } from "@/ui/Page";

interface OriginNoticeProps {
  graph: GraphRead;
  origin: OriginRead;
}

/** Of an agent that was added from the marketplace: what can be done with it, and whether there is a newer one. */
export function OriginNotice({ graph, origin }: OriginNoticeProps) {
  const [isUpdating, setIsUpdating] = useState(false);
  const { fork } = useAgentActions();
  const isFree = Number(origin.price) === 0;
  return (
    <>
      <Notice tone="info">
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span>{origin.is_closed ? library.closedNotice : library.openNotice}</span>
          {!isFree && <Badge>{fill(library.price, { credits: credits(origin.price) })}</Badge>}
          {!origin.is_closed && (
            <Button
              size="small"
              icon={<GitFork aria-hidden className="size-3.5" />}
              onClick={() => fork(graph)}
            >
              {library.menu.fork}
            </Button>
          )}
        </span>
      </Notice>
      {origin.update_available && (
        <Notice tone="success">
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            {library.update.notice}
            <Button size="small" onClick={() => setIsUpdating(true)}>
              {library.menu.update}
            </Button>
          </span>
        </Notice>
      )}
      {isUpdating && <UpdateDialog agent={graph} onClose={() => setIsUpdating(false)} />}
    </>
  );
}
