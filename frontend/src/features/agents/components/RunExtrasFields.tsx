import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import type { NeededAccountRead } from "@/api/schema";
import { AccountChoices } from "@/features/agents/components/AccountChoices";
import { accountsQuery } from "@/features/agents/api";
import type { RunExtras } from "@/features/agents/lib/runExtras";
import { Labels } from "@/features/runs/components/Labels";
import { tagsOf } from "@/features/runs/lib/tags";
import type { Schema } from "@/fields/types";
import { ValueField } from "@/fields/ValueField";
import { agent } from "@/text/en/agent";
import { runs } from "@/text/en/runs";
import { plural } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";

const words = agent.extras;
const DATA: Schema = { type: "object", additionalProperties: {} };

interface RunExtrasFieldsProps {
  extras: RunExtras;
  onChange: (extras: RunExtras) => void;
  /** Of the agent as it is to run. */
  accounts: readonly NeededAccountRead[];
  /** What the server said of a field. */
  refused?: Readonly<Record<string, string>>;
}

/** What a run is given besides its inputs: closed until somebody wants it. */
export function RunExtrasFields({ extras, onChange, accounts, refused = {} }: RunExtrasFieldsProps) {
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  const count = Object.keys(extras.credentials).length;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <Button
          kind="ghost"
          size="small"
          className="-ml-2"
          aria-expanded={isOpen}
          aria-controls={id}
          icon={<ChevronRight aria-hidden className={isOpen ? "size-4 rotate-90" : "size-4"} />}
          onClick={() => setIsOpen(!isOpen)}
        >
          {accounts.length > 0 ? words.open : words.openLabels}
        </Button>
        {!isOpen && count > 0 && <Badge>{plural(count, words.chosen.one, words.chosen.many)}</Badge>}
        {!isOpen && <Labels run={{ tags: extras.tags, data: { ...extras.data } }} />}
      </div>
      <div id={id} hidden={!isOpen}>
        {isOpen && (
          <div className="flex flex-col gap-4 rounded-lg border border-line p-4">
            <AccountChoices
              accounts={accounts}
              chosen={extras.credentials}
              words={words.accounts}
              onChoose={(credentials) => onChange({ ...extras, credentials })}
            />
            <TagsField
              tags={extras.tags}
              problem={refused.tags}
              onChange={(tags) => onChange({ ...extras, tags })}
            />
            <ValueField
              label={words.data}
              hint={words.dataHint}
              schema={DATA}
              value={extras.data}
              problem={refused.data}
              onChange={(data) => onChange({ ...extras, data: data as RunExtras["data"] })}
            />
          </div>
        )}
      </div>
    </div>
  );
}

/** The same, for the active version of an agent. */
export function RunExtrasOf({
  graphId,
  ...fields
}: Omit<RunExtrasFieldsProps, "accounts"> & { graphId: string }) {
  const { data: accounts = [] } = useQuery(accountsQuery(graphId));
  return <RunExtrasFields accounts={accounts} {...fields} />;
}

interface TagsFieldProps {
  tags: readonly string[];
  problem: string | undefined;
  onChange: (tags: string[]) => void;
}

function TagsField({ tags, problem, onChange }: TagsFieldProps) {
  const [text, setText] = useState(tags.join(", "));
  const change = (typed: string) => {
    setText(typed);
    onChange(tagsOf(typed));
  };
  return (
    <Field label={runs.labels.tags} hint={runs.labels.hint} error={problem}>
      <Input value={text} maxLength={600} onChange={({ target }) => change(target.value)} />
    </Field>
  );
}
