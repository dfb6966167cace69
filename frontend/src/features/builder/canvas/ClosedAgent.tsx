import { Lock } from "lucide-react";
import { Link } from "react-router";
import { library } from "@/text/en/library";
import { buttonClass } from "@/ui/Button";
import { EmptyState } from "@/ui/Card";

/** In place of the canvas: of a closed agent there is nothing to draw. */
export function ClosedAgent({ graphId }: { graphId: string }) {
  return (
    <EmptyState
      icon={<Lock className="size-6" />}
      title={library.closedBuilder}
      text={library.closedNotice}
      action={
        <Link to={`/agents/${graphId}`} className={buttonClass({ kind: "primary" })}>
          {library.toAgent}
        </Link>
      }
    />
  );
}
