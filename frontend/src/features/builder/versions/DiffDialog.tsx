import { useQuery } from "@tanstack/react-query";
import { ReactFlowProvider } from "@xyflow/react";
import { api, data } from "@/api/client";
import { graphQuery } from "@/features/agents/api";
import { fromApi } from "@/features/builder/lib/fromApi";
import { DiffCanvas } from "@/features/builder/versions/DiffCanvas";
import { DiffList } from "@/features/builder/versions/DiffList";
import { drawn } from "@/features/builder/versions/lib/drawn";
import { builder } from "@/text/en/builder";
import { fill } from "@/text/fill";
import { Dialog } from "@/ui/Dialog";
import { LoadFailed } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";

const text = builder.diff;

interface DiffProps {
  graphId: string;
  old: number;
  number: number;
  onClose: () => void;
}

/** What differs between two versions: on a canvas, and field by field. */
export function DiffDialog({ graphId, old, number, onClose }: DiffProps) {
  return (
    <Dialog isOpen onClose={onClose} title={fill(text.title, { old, number })} width="full">
      <Content graphId={graphId} old={old} number={number} />
    </Dialog>
  );
}

function Content({ graphId, old, number }: Omit<DiffProps, "onClose">) {
  const before = useQuery(graphQuery(graphId, old));
  const after = useQuery(graphQuery(graphId, number));
  const diff = useQuery({
    queryKey: ["graphs", graphId, "diff", old, number],
    queryFn: ({ signal }) => {
      const params = { path: { graph_id: graphId, number: old, other: number } };
      return data(api.GET("/api/v1/graphs/{graph_id}/versions/{number}/diff/{other}", { params, signal }));
    },
  });
  const failed = before.error ?? after.error ?? diff.error;
  if (failed !== null) return <LoadFailed error={failed} onRetry={() => void diff.refetch()} />;
  if (!before.data || !after.data || !diff.data) return <Skeleton className="h-[70dvh]" />;
  if (diff.data.is_empty) return <p className="py-8 text-center text-muted">{text.same}</p>;
  const picture = drawn(fromApi(before.data), fromApi(after.data), diff.data);
  return (
    <div className="flex h-[72dvh] flex-col gap-4 lg:flex-row">
      <ReactFlowProvider>
        <DiffCanvas picture={picture} />
      </ReactFlowProvider>
      <DiffList diff={diff.data} picture={picture} />
    </div>
  );
}
