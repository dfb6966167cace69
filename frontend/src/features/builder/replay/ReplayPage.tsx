import "@/features/builder/canvas/canvas.css";
import { useQuery } from "@tanstack/react-query";
import { ReactFlowProvider } from "@xyflow/react";
import { useEffect } from "react";
import type { BlockRead, ExecutionRead, GraphRead, NodeExecutionRead } from "@/api/schema";
import { graphQuery } from "@/features/agents/api";
import { blocksQuery } from "@/features/builder/hooks/queries";
import { Inspector } from "@/features/builder/inspector/Inspector";
import { fromApi } from "@/features/builder/lib/fromApi";
import { ReplayBar } from "@/features/builder/replay/components/ReplayBar";
import { ReplayCanvas } from "@/features/builder/replay/components/ReplayCanvas";
import { ReplayHeader } from "@/features/builder/replay/components/ReplayHeader";
import { fetchExecution, fetchFirings } from "@/features/builder/run/start";
import { setBlocks } from "@/features/builder/store/blocks";
import { openDocument, useBuilder } from "@/features/builder/store/document";
import { clearProblems } from "@/features/builder/store/problems";
import { clearRun, setPinned, showRun, takeRows } from "@/features/builder/store/run";
import { replay } from "@/text/en/replay";
import { shell } from "@/text/en/shell";
import { fill } from "@/text/fill";
import { LoadFailed } from "@/ui/Page";
import { Loading } from "@/ui/Spinner";

interface Replayed {
  execution: ExecutionRead;
  rows: NodeExecutionRead[];
  graph: GraphRead;
  blocks: BlockRead[];
}

/** A past run on the canvas of its version, at any moment of it. Nothing here can be changed. */
export function ReplayPage({ executionId }: { executionId: string }) {
  const blocks = useQuery(blocksQuery);
  const run = useQuery({
    queryKey: ["executions", executionId, "replay"],
    queryFn: async () => ({
      execution: await fetchExecution(executionId),
      rows: await fetchFirings(executionId),
    }),
  });
  const { graph_id = "", graph_version = 0 } = run.data?.execution ?? {};
  const graph = useQuery({ ...graphQuery(graph_id, graph_version), enabled: run.data !== undefined });
  const error = run.error ?? graph.error ?? blocks.error;
  const again = () => void Promise.all([run.refetch(), blocks.refetch()]);
  if (error !== null) return <LoadFailed error={error} onRetry={again} />;
  if (run.data === undefined || graph.data === undefined || blocks.data === undefined) return <Loading />;
  return <Replay key={executionId} {...run.data} graph={graph.data} blocks={blocks.data} />;
}

function Replay({ execution, rows, graph, blocks }: Replayed) {
  useEffect(() => {
    setBlocks(blocks);
    clearProblems();
    openDocument(fromApi(graph), null, graph.version);
    setPinned({});
    showRun(execution.id, execution.status, null);
    takeRows(execution, rows);
    return clearRun;
  }, [blocks, graph, execution, rows]);
  const isReady = useBuilder((state) => state.saved.nodes.length === graph.nodes.length);
  return (
    <ReactFlowProvider>
      <title>{fill(shell.title, { page: fill(replay.heading, { name: graph.name }) })}</title>
      <ReplayHeader execution={execution} rows={rows} graph={graph} />
      <div className="relative flex min-h-0 flex-1">
        <div className="flex min-w-0 flex-1 flex-col">
          {isReady && <ReplayCanvas />}
          <ReplayBar rows={rows} />
        </div>
        <div className="w-88 shrink-0 max-lg:absolute max-lg:inset-y-0 max-lg:right-0 max-lg:z-30 max-lg:w-full max-lg:max-w-88 max-lg:has-[[data-selected=none]]:hidden">
          <Inspector isReadOnly />
        </div>
      </div>
    </ReactFlowProvider>
  );
}
