import { useQuery } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { graphQuery, graphsByName } from "@/features/runs/queries";
import { runs } from "@/text/en/runs";
import { Button } from "@/ui/Button";
import { Input } from "@/ui/Input";
import { ITEM } from "@/ui/menuClasses";
import { Popover } from "@/ui/Popover";

interface AgentPickerProps {
  graphId: string | undefined;
  onChange: (graphId: string | undefined) => void;
}

const words = runs.filters;

/** One agent of the workspace, found by its name. */
export function AgentPicker({ graphId, onChange }: AgentPickerProps) {
  const [isOpen, setIsOpen] = useState(false);
  const { data: graph } = useQuery({ ...graphQuery(graphId ?? ""), enabled: graphId !== undefined });
  const shown = graphId === undefined ? words.anyAgent : (graph?.name ?? words.agent);
  const choose = (id: string | undefined) => {
    onChange(id);
    setIsOpen(false);
  };
  return (
    <Popover
      label={words.agent}
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      className="w-72"
      trigger={
        <Button aria-label={`${words.agent}: ${shown}`} className="max-w-60">
          <span className="truncate">{shown}</span>
          <ChevronDown aria-hidden className="size-4 shrink-0 text-faint" />
        </Button>
      }
    >
      <Choices onChoose={choose} />
    </Popover>
  );
}

function Choices({ onChoose }: { onChoose: (id: string | undefined) => void }) {
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed.trim());
  const { data: graphs } = useQuery(graphsByName(search));
  const line = `${ITEM} w-full text-left hover:bg-subtle focus-visible:-outline-offset-2`;
  return (
    <div className="flex flex-col gap-2">
      <Input
        value={typed}
        aria-label={words.searchAgents}
        placeholder={words.searchAgents}
        onChange={(event) => setTyped(event.target.value)}
      />
      <div className="max-h-64 overflow-y-auto">
        <button type="button" className={line} onClick={() => onChoose(undefined)}>
          {words.anyAgent}
        </button>
        {graphs?.map((one) => (
          <button key={one.id} type="button" className={line} onClick={() => onChoose(one.id)}>
            <span className="truncate">{one.name}</span>
          </button>
        ))}
        {graphs?.length === 0 && <p className="px-2 py-1 text-sm text-faint">{words.noAgents}</p>}
      </div>
    </div>
  );
}
