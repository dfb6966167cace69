import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { modelsQuery } from "@/api/models";
import type { ModelRead } from "@/api/schema";
import type { ControlProps } from "@/fields/types";
import { fields } from "@/text/en/fields";
import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";
import { useFieldProps } from "@/ui/Field";
import { BOX } from "@/ui/Input";
import { Popover } from "@/ui/Popover";
import { searchedList } from "@/ui/searchedList";

const ITEM =
  "flex cursor-default items-center justify-between gap-3 rounded-md px-2 py-1.5 text-sm data-[selected=true]:bg-subtle";

/** One of the models that agents may ask, or a name of one's own. */
export function ModelControl({ schema, value, onChange, isDisabled = false }: ControlProps) {
  const [isOpen, setIsOpen] = useState(false);
  const wiring = useFieldProps();
  const chosen = typeof value === "string" && value !== "" ? value : null;
  const fallback = typeof schema.default === "string" ? schema.default : "";
  const choose = (name: string) => {
    onChange(name);
    setIsOpen(false);
  };
  return (
    <Popover
      label={fields.model.choose}
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      className="w-96 !p-1"
      trigger={
        <button
          type="button"
          {...wiring}
          disabled={isDisabled}
          className={`${BOX} flex h-9 items-center justify-between gap-2 text-left`}
        >
          <span className={`truncate ${chosen === null ? "text-faint" : ""}`}>
            {chosen ?? (fallback === "" ? fields.model.choose : fallback)}
          </span>
          <ChevronDown aria-hidden className="size-4 shrink-0 text-faint" />
        </button>
      }
    >
      <Models onChoose={choose} />
    </Popover>
  );
}

function Models({ onChoose }: { onChoose: (name: string) => void }) {
  const [search, setSearch] = useState("");
  const models = useQuery(modelsQuery);
  const groups = new Map<string, ModelRead[]>();
  for (const model of models.data ?? []) {
    groups.set(model.provider, [...(groups.get(model.provider) ?? []), model]);
  }
  const isKnown = models.data?.some((model) => model.name === search.trim()) ?? false;
  return (
    <Command ref={searchedList} label={fields.model.search}>
      <Command.Input
        onValueChange={setSearch}
        placeholder={fields.model.search}
        className="mb-1 h-9 w-full border-b border-line bg-transparent px-2 text-sm outline-none placeholder:text-faint"
      />
      <Command.List className="max-h-72 overflow-y-auto">
        {models.isPending && <Command.Loading>{ui.loading}</Command.Loading>}
        {search.trim() === "" && (
          <Command.Empty className="p-2 text-sm text-muted">{fields.model.none}</Command.Empty>
        )}
        {[...groups].map(([provider, list]) => (
          <Command.Group
            key={provider}
            heading={provider}
            className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-faint"
          >
            {list.map((model) => (
              <Command.Item key={model.name} value={model.name} onSelect={onChoose} className={ITEM}>
                <span className="truncate">{model.name}</span>
                <span className="shrink-0 text-xs text-faint">{priceOf(model)}</span>
              </Command.Item>
            ))}
          </Command.Group>
        ))}
        {search.trim() !== "" && !isKnown && (
          <Command.Item
            forceMount
            value={search.trim()}
            onSelect={() => onChoose(search.trim())}
            className={ITEM}
          >
            {fill(fields.model.use, { name: search.trim() })}
          </Command.Item>
        )}
      </Command.List>
    </Command>
  );
}

function priceOf({ input_price, output_price }: ModelRead): string {
  if (input_price === null || output_price === null) return "";
  return fill(fields.model.price, { input: Number(input_price), output: Number(output_price) });
}
