import { FileDown, Plus, Search, Shapes, Sparkles } from "lucide-react";
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
import { type Order, ORDERS } from "@/features/agents/api";
import { AgentList } from "@/features/agents/components/AgentList";
import { ChosenBar } from "@/features/agents/components/ChosenBar";
import { readAgent } from "@/features/agents/lib/readAgent";
import { readFile } from "@/features/agents/lib/readFile";
import { openImport } from "@/features/agents/store/importing";
import { openSketch } from "@/features/sketch/store/sketch";
import { Welcome } from "@/features/welcome/components/Welcome";
import { agents } from "@/text/en/agents";
import { sketch } from "@/text/en/sketch";
import { welcome } from "@/text/en/welcome";
import { Button, buttonClass } from "@/ui/Button";
import { afterChoosing, NONE_CHOSEN } from "@/ui/choosing";
import { Input } from "@/ui/Input";
import { Page } from "@/ui/Page";
import { Select } from "@/ui/Select";
import { toast } from "@/ui/toast";

const CHOICES = ORDERS.map((value) => ({ value, label: agents.orders[value] }));

export function AgentsPage() {
  const [params, setParams] = useSearchParams();
  const [search, setSearch] = useState(() => params.get("search") ?? ""); // the address follows it, later
  const ordering = ORDERS.find((one) => one === params.get("order")) ?? "-updated_at";
  const deferred = useDeferredValue(search.trim().slice(0, 100));
  const [chosen, setChosen] = useState(NONE_CHOSEN);
  const choose = (ids: readonly string[], isChosen: boolean) =>
    setChosen((before) => afterChoosing(before, ids, isChosen));
  const box = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  useShortcut("agents.search", () => box.current?.focus());
  useShortcut("agents.new", () => void navigate("/agents/new"));
  useShortcut("agents.import", () => openImport());
  usePastedAgents();
  const set = (name: string, value: string) => {
    setParams(
      (before) => {
        if (value === "") before.delete(name);
        else before.set(name, value);
        return before;
      },
      { replace: true },
    );
  };
  const find = (words: string) => {
    setSearch(words);
    set("search", words);
  };
  return (
    <DropTarget>
      <Page title={agents.title} intro={agents.intro} actions={<Actions />}>
        <div className="flex flex-wrap items-center gap-2">
          <div className="relative min-w-52 flex-1">
            <Search aria-hidden className="absolute top-2.5 left-2.5 size-4 text-faint" />
            <Input
              ref={box}
              type="search"
              aria-label={agents.search}
              placeholder={agents.searchHint}
              maxLength={100}
              value={search}
              className="pl-8.5"
              onChange={(event) => find(event.target.value)}
            />
          </div>
          <Select<Order>
            label={agents.sort}
            value={ordering}
            choices={CHOICES}
            className="w-40!"
            onChange={(value) => set("order", value === "-updated_at" ? "" : value)}
          />
        </div>
        <AgentList
          search={deferred}
          ordering={ordering}
          onClearSearch={() => find("")}
          empty={<Empty />}
          choosing={{ chosen, onChoose: choose }}
        />
        <ChosenBar ids={[...chosen]} onDone={() => setChosen(NONE_CHOSEN)} />
      </Page>
    </DropTarget>
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
