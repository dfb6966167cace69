import { shownKeys } from "@/app/store/shortcuts";
import { ReactFlowProvider } from "@xyflow/react";
import clsx from "clsx";
import { useEffect, useEffectEvent, useState } from "react";
import { useLocation, useParams, useSearchParams } from "react-router";
import { exportAgent } from "@/features/agents/api";
import { openImport } from "@/features/agents/store/importing";
import { ApiError } from "@/api/error";
import { AfterFirstSight } from "@/features/builder/canvas/AfterFirstSight";
import { Canvas } from "@/features/builder/canvas/Canvas";
import { ClosedAgent } from "@/features/builder/canvas/ClosedAgent";
import { ConnectDialog } from "@/features/builder/canvas/ConnectDialog";
import { FindDialog } from "@/features/builder/canvas/FindDialog";
import { PartDialog } from "@/features/builder/canvas/PartDialog";
import { SmallScreenHint } from "@/features/builder/canvas/SmallScreenHint";
import { SubAgentDialog } from "@/features/builder/canvas/SubAgentDialog";
import { Toolbar } from "@/features/builder/canvas/Toolbar";
import { selection, tidyUp } from "@/features/builder/canvas/actions";
import { useAccounts } from "@/features/builder/hooks/useAccounts";
import { useAfterFirstSight } from "@/features/builder/hooks/useAfterFirstSight";
import { useAutosave } from "@/features/builder/hooks/useAutosave";
import { useNodeInAddress } from "@/features/builder/hooks/useNodeInAddress";
import { useFirstLook } from "@/features/builder/hooks/useFirstLook";
import { useLeaveGuard } from "@/features/builder/hooks/useLeaveGuard";
import { useOpening } from "@/features/builder/hooks/useOpening";
import { useSave } from "@/features/builder/hooks/useSave";
import { useValidation } from "@/features/builder/hooks/useValidation";
import { Inspector } from "@/features/builder/inspector/Inspector";
import { Palette } from "@/features/builder/palette/Palette";
import { QuickPalette } from "@/features/builder/palette/QuickPalette";
import { ReplayPage } from "@/features/builder/replay/ReplayPage";
import { SketchPanel } from "@/features/sketch/components/SketchPanel";
import { useSketchTarget } from "@/features/sketch/hooks/useSketchTarget";
import { openSketch } from "@/features/sketch/store/sketch";
import { RunBar } from "@/features/builder/run/RunBar";
import { RunPanel } from "@/features/builder/run/RunPanel";
import { offerSave } from "@/features/builder/run/saver";
import { VersionsPanel } from "@/features/builder/versions/VersionsPanel";
import { RecoveryDialog } from "@/features/builder/versions/RecoveryDialog";
import { setCanvas, useCanvas } from "@/features/builder/store/canvas";
import {
  documentStore,
  isUnsaved,
  redo,
  undo,
  useBuilder,
  useDocument,
} from "@/features/builder/store/document";
import { startTour } from "@/features/welcome/store/tour";
import { builder } from "@/text/en/builder";
import { shell } from "@/text/en/shell";
import { sketch } from "@/text/en/sketch";
import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";
import { welcome } from "@/text/en/welcome";
import { LoadFailed } from "@/ui/Page";
import { Spinner } from "@/ui/Spinner";
import type { MenuEntry } from "@/ui/menus";
import { toast } from "@/ui/toast";

/** An agent on the canvas: `/agents/new`, and `/agents/ID/build`, there perhaps with `?version=`, `?node=` or `?replay=`. */
export function BuilderPage() {
  const [search] = useSearchParams();
  const replayed = search.get("replay");
  return replayed === null ? <OpenedPage /> : <ReplayPage executionId={replayed} />;
}

function OpenedPage() {
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
  if (opening.graph?.origin?.is_closed === true) return <ClosedAgent graphId={opening.graph.id} />;
  return (
    <ReactFlowProvider key={opening.nth}>
      <Builder isDraft={opening.graph?.is_draft === true} isAsking={found !== null} />
      {found !== null && hidden !== found.copy.key && (
        <RecoveryDialog found={found} onSettle={settle} onClose={() => setHidden(found.copy.key)} />
      )}
    </ReactFlowProvider>
  );
}

/** isAsking: about work that was found, before anything else. */
function Builder({ isDraft, isAsking }: { isDraft: boolean; isAsking: boolean }) {
  const name = useDocument((document) => document.name);
  const graphId = useBuilder((state) => state.graphId);
  const { save, tried } = useSave();
  const [isExtracting, setIsExtracting] = useState(false);
  useValidation();
  useAutosave();
  useLeaveGuard();
  useSaveForRuns(save);
  useNodeInAddress();
  useFirstLook(isAsking);
  useSketchTarget();
  const extract = () => {
    if (selection().size === 0) toast.info(builder.subAgent.nothing);
    else setIsExtracting(true);
  };
  return (
    <>
      <title>{fill(shell.title, { page: name || builder.untitled })}</title>
      <Toolbar save={() => void save()} tried={tried} isDraft={isDraft} entries={entriesOf(graphId)}>
        <RunBar />
      </Toolbar>
      <SmallScreenHint />
      <div className="relative flex min-h-0 flex-1">
        <Palette />
        <div className="relative flex min-w-0 flex-1 flex-col">
          <Canvas onSubAgent={extract} />
          <SketchPanel />
          <RunPanel />
        </div>
        <SidePanel graphId={graphId} />
      </div>
      <AfterFirstSight>
        <Accounts />
      </AfterFirstSight>
      <QuickPalette />
      <ConnectDialog />
      <PartDialog />
      <FindDialog />
      {isExtracting && <SubAgentDialog onClose={() => setIsExtracting(false)} />}
    </>
  );
}

function Accounts() {
  useAccounts();
  return null;
}

/** Versions, or the settings of what is selected. On small screens it is there only for one node. */
function SidePanel({ graphId }: { graphId: string | null }) {
  const panel = useCanvas((state) => state.panel);
  const hasOne = useBuilder((state) => state.selected.size === 1);
  const isVersions = panel === "versions" && graphId !== null;
  const hasFields = useAfterFirstSight(); // a form takes as long to draw as the canvas
  return (
    <div
      data-tour="inspector"
      className={clsx(
        "flex w-88 shrink-0 max-lg:absolute max-lg:inset-y-0 max-lg:right-0 max-lg:z-30 max-lg:w-full max-lg:max-w-88 max-lg:shadow-float",
        !isVersions && !hasOne && "max-lg:hidden",
      )}
    >
      {isVersions ? <VersionsPanel graphId={graphId} /> : <Inspector isWaiting={!hasFields} />}
    </div>
  );
}

/** Before a run, what is on the canvas becomes a version. */
function useSaveForRuns(save: () => Promise<boolean>): void {
  const saveNow = useEffectEvent(async () => {
    const state = documentStore.getState();
    return state.graphId !== null && !isUnsaved(state) ? true : save();
  });
  useEffect(() => offerSave(() => saveNow()), []);
}

function entriesOf(graphId: string | null): MenuEntry[] {
  const text = builder.actions;
  const ofSaved: MenuEntry[] =
    graphId === null ? [] : [{ label: builder.export, onSelect: () => void download(graphId) }];
  return [
    { label: builder.undo, ...shownKeys("builder.undo"), onSelect: undo },
    { label: builder.redo, ...shownKeys("builder.redo"), onSelect: redo },
    { label: sketch.actionChange, onSelect: () => openSketch() },
    { label: text.find, ...shownKeys("builder.find"), onSelect: () => setCanvas({ isFinding: true }) },
    { label: text.tidy, ...shownKeys("builder.tidy"), onSelect: () => void tidyUp() },
    { kind: "rule" },
    ...(graphId === null
      ? []
      : [{ label: builder.versions, onSelect: () => setCanvas({ panel: "versions" }) }]),
    { label: builder.import, onSelect: () => openImport() },
    ...ofSaved,
    { kind: "rule" },
    { label: welcome.tour.command, onSelect: () => startTour("builder") },
  ];
}

async function download(graphId: string): Promise<void> {
  const state = documentStore.getState();
  if (isUnsaved(state)) toast.info(builder.exportUnsaved);
  try {
    await exportAgent(graphId, state.version);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast.error(error.message);
  }
}
