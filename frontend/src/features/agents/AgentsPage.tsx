import { useQuery } from "@tanstack/react-query";
import { FileDown, FolderOpen, FolderPlus, Plus, Shapes, Sparkles } from "lucide-react";
import {
  type DragEvent,
  type ReactNode,
  useDeferredValue,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { useShortcut } from "@/app/store/shortcuts";
import { AgentList } from "@/features/agents/components/AgentList";
import { ChosenBar } from "@/features/agents/components/ChosenBar";
import { FolderDialog } from "@/features/agents/components/FolderDialog";
import { FolderPath } from "@/features/agents/components/FolderPath";
import { FolderTiles } from "@/features/agents/components/FolderTiles";
import { LibraryBar } from "@/features/agents/components/LibraryBar";
import { UpdatesNotice } from "@/features/agents/components/UpdatesNotice";
import { useChosen } from "@/features/agents/hooks/useChosen";
import { useShelf } from "@/features/agents/hooks/useShelf";
import type { FolderId } from "@/features/agents/lib/folders";
import { readAgent } from "@/features/agents/lib/readAgent";
import { readFile } from "@/features/agents/lib/readFile";
import { isFiltered } from "@/features/agents/lib/shelf";
import { foldersQuery } from "@/features/agents/libraryApi";
import { openImport } from "@/features/agents/store/importing";
import { openSketch } from "@/features/sketch/store/sketch";
import { Welcome } from "@/features/welcome/components/Welcome";
import { agents } from "@/text/en/agents";
import { library } from "@/text/en/library";
import { sketch } from "@/text/en/sketch";
import { welcome } from "@/text/en/welcome";
import { Button, buttonClass } from "@/ui/Button";
import { Card, EmptyState } from "@/ui/Card";
import { Page } from "@/ui/Page";
import { toast } from "@/ui/toast";

export function AgentsPage() {
  const [params, setParams] = useSearchParams();
  const { shelf, change, addressOf } = useShelf(params, setParams);
  const deferred = useDeferredValue(shelf.search);
  const { data: folders = [] } = useQuery(foldersQuery);
  const { chosen, choose, chooseNone } = useChosen(params.get("folder"));
  const box = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  useShortcut("agents.search", () => box.current?.focus());
  useShortcut("agents.new", () => void navigate("/agents/new"));
  useShortcut("agents.import", () => openImport());
  usePastedAgents();
  const shown = { ...shelf, search: deferred };
  const isAtTop = shelf.folder === null && folders.length === 0;
  return (
    <DropTarget>
      <Page title={agents.title} intro={agents.intro} actions={<Actions />}>
        <UpdatesNotice onLook={() => change({ kind: "added", folder: null })} />
        <LibraryBar shelf={shelf} box={box} onChange={change} />
        <div className="flex flex-wrap items-center justify-between gap-2">
          <FolderPath folders={folders} folder={shelf.folder} addressOf={addressOf} />
          <NewFolder parent={shelf.folder} />
        </div>
        {!isFiltered(shelf) && <FolderTiles folders={folders} parent={shelf.folder} addressOf={addressOf} />}
        <AgentList
          shelf={shown}
          onClear={() => change({ search: "", kind: "all", tag: "" })}
          empty={isAtTop ? <Empty /> : <EmptyFolder isTop={shelf.folder === null} />}
          choosing={{ chosen, onChoose: choose }}
        />
        <ChosenBar chosen={[...chosen.values()]} onDone={chooseNone} />
      </Page>
    </DropTarget>
  );
}

function NewFolder({ parent }: { parent: FolderId }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button
        kind="ghost"
        size="small"
        icon={<FolderPlus aria-hidden className="size-4" />}
        onClick={() => setIsOpen(true)}
      >
        {library.newFolder}
      </Button>
      {isOpen && <FolderDialog parent={parent} onClose={() => setIsOpen(false)} />}
    </>
  );
}

function EmptyFolder({ isTop }: { isTop: boolean }) {
  return (
    <Card>
      <EmptyState
        icon={<FolderOpen className="size-6" />}
        title={isTop ? library.emptyTopTitle : library.emptyFolderTitle}
        text={isTop ? library.emptyTop : library.emptyFolder}
      />
    </Card>
  );
}

function Actions() {
  return (
    <>
      <Button icon={<FileDown aria-hidden className="size-4" />} onClick={() => openImport()}>
        {agents.import}
      </Button>
      <Button icon={<Sparkles aria-hidden className="size-4" />} onClick={() => openSketch()}>
        {sketch.action}
      </Button>
      <Link to="/agents/examples" className={buttonClass()}>
        <Shapes aria-hidden className="size-4" />
        {welcome.examplesTitle}
      </Link>
      <Link to="/agents/new" className={buttonClass({ kind: "primary" })}>
        <Plus aria-hidden className="size-4" />
        {agents.new}
      </Link>
    </>
  );
}

function Empty() {
  const more = (
    <>
      <Button onClick={() => openImport()}>{agents.importing.title}</Button>
      <a href="/api/docs" className={buttonClass({ kind: "ghost" })}>
        {agents.apiDocs}
      </a>
    </>
  );
  return <Welcome more={more} />;
}

/** A file that is dropped anywhere on the page is imported. */
function DropTarget({ children }: { children: ReactNode }) {
  const [isOver, setIsOver] = useState(false);
  const hasFile = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  const over = (event: DragEvent) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    setIsOver(true);
  };
  const drop = (event: DragEvent) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    setIsOver(false);
    const file = event.dataTransfer.files[0];
    if (file === undefined) return;
    void readFile(file).then(({ text, refusal }) => {
      if (text !== null) openImport(text);
      else if (refusal !== null) toast.error(refusal);
    });
  };
  return (
    // A way for the mouse beside the import button.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className="relative flex flex-1 flex-col"
      onDragOver={over}
      onDragLeave={(event) =>
        event.currentTarget.contains(event.relatedTarget as Node | null) || setIsOver(false)
      }
      onDrop={drop}
    >
      {children}
      {isOver && (
        <div className="pointer-events-none absolute inset-3 z-10 flex items-center justify-center rounded-xl border-2 border-dashed border-accent bg-accent-soft/80 text-lg font-semibold text-accent-text">
          {agents.importing.dropAnywhere}
        </div>
      )}
    </div>
  );
}

/** An agent's JSON that is pasted while nothing is typed into is imported. */
function usePastedAgents(): void {
  const pasted = useEffectEvent((event: ClipboardEvent) => {
    const isTyping =
      event.target instanceof HTMLElement && event.target.closest("input, textarea, [role=dialog]");
    const text = event.clipboardData?.getData("text") ?? "";
    if (isTyping || !("file" in readAgent(text))) return;
    event.preventDefault();
    openImport(text);
  });
  useEffect(() => {
    const listener = (event: ClipboardEvent) => pasted(event);
    window.addEventListener("paste", listener);
    return () => window.removeEventListener("paste", listener);
  }, []);
}
