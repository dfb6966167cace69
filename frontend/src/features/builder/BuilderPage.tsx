import { ReactFlowProvider } from "@xyflow/react";
import { useState } from "react";
import { useLocation, useParams, useSearchParams } from "react-router";
import { Canvas } from "@/features/builder/canvas/Canvas";
import { ConnectDialog } from "@/features/builder/canvas/ConnectDialog";
import { FindDialog } from "@/features/builder/canvas/FindDialog";
import { PartDialog } from "@/features/builder/canvas/PartDialog";
import { SubAgentDialog } from "@/features/builder/canvas/SubAgentDialog";
import { Toolbar } from "@/features/builder/canvas/Toolbar";
import { selection } from "@/features/builder/canvas/actions";
import { useAutosave } from "@/features/builder/hooks/useAutosave";
import { useLeaveGuard } from "@/features/builder/hooks/useLeaveGuard";
import { useOpening } from "@/features/builder/hooks/useOpening";
import { useSave } from "@/features/builder/hooks/useSave";
import { useValidation } from "@/features/builder/hooks/useValidation";
import { Palette } from "@/features/builder/palette/Palette";
import { QuickPalette } from "@/features/builder/palette/QuickPalette";
import { RecoveryDialog } from "@/features/builder/versions/RecoveryDialog";
import { useDocument } from "@/features/builder/store/document";
import { builder } from "@/text/en/builder";
import { shell } from "@/text/en/shell";
import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";
import { LoadFailed } from "@/ui/Page";
import { Spinner } from "@/ui/Spinner";
import { toast } from "@/ui/toast";

/** An agent on the canvas: `/agents/new`, and `/agents/ID/build`, there perhaps with `?version=`. */
export function BuilderPage() {
  const { graphId = null } = useParams();
  const [search] = useSearchParams();
  const location = useLocation();
  const version = Number(search.get("version")) || null;
  const isOpen = (location.state as { isOpen?: boolean } | null)?.isOpen === true;
  const { opening, found, settle, again } = useOpening(graphId, version, isOpen);
  const [hidden, setHidden] = useState<string | null>(null);
  if (opening.state === "failed") return <LoadFailed error={opening.error} onRetry={again} />;
  if (opening.state === "loading") {
    return (
      <div className="flex flex-1 items-center justify-center" role="status" aria-label={ui.loading}>
        <Spinner />
      </div>
    );
  }
  return (
    <ReactFlowProvider key={`${graphId} ${version}`}>
      <Builder isDraft={opening.graph?.is_draft === true} />
      {found !== null && hidden !== found.copy.key && (
        <RecoveryDialog found={found} onSettle={settle} onClose={() => setHidden(found.copy.key)} />
      )}
    </ReactFlowProvider>
  );
}

function Builder({ isDraft }: { isDraft: boolean }) {
  const name = useDocument((document) => document.name);
  const { save, isSaving } = useSave();
  const [isExtracting, setIsExtracting] = useState(false);
  useValidation();
  useAutosave();
  useLeaveGuard();
  const extract = () => {
    if (selection().size === 0) toast.info(builder.subAgent.nothing);
    else setIsExtracting(true);
  };
  return (
    <>
      <title>{fill(shell.title, { page: name || builder.untitled })}</title>
      <Toolbar save={() => void save()} isSaving={isSaving} isDraft={isDraft} entries={[]} />
      <div className="relative flex min-h-0 flex-1">
        <Palette />
        <div className="relative flex min-w-0 flex-1 flex-col">
          <Canvas onSubAgent={extract} />
        </div>
      </div>
      <QuickPalette />
      <ConnectDialog />
      <PartDialog />
      <FindDialog />
      {isExtracting && <SubAgentDialog onClose={() => setIsExtracting(false)} />}
    </>
  );
}
