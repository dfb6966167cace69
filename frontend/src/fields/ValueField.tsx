import { type ReactNode, useId } from "react";
import { ChoiceControl, ChoicesControl } from "@/fields/components/choices";
import { FileControl } from "@/fields/components/FileControl";
import { KeyValueControl, ListControl } from "@/fields/components/lists";
import { ModelControl } from "@/fields/components/ModelControl";
import { TableControl } from "@/fields/components/TableControl";
import {
  JsonControl,
  LongTextControl,
  NumberControl,
  SecretControl,
  TextControl,
  TimeControl,
} from "@/fields/components/texts";
import { kindOf } from "@/fields/lib/schema";
import type { ControlProps, FieldKind } from "@/fields/types";
import { Switch } from "@/ui/Checkbox";
import { Field } from "@/ui/Field";

interface ValueFieldProps extends ControlProps {
  label: string;
  hint?: ReactNode;
  /** Beside the label: what else can be done with the field. */
  aside?: ReactNode;
  problem?: string | undefined;
  isRequired?: boolean;
  /** Stands in the place of the control, as a link's source does. */
  instead?: ReactNode;
}

/** One value by its schema, with label, help and problem. The schema is a resolved one (`lib/schema.ts`). */
export function ValueField(props: ValueFieldProps) {
  const { label, hint, aside, problem, isRequired = false, instead, ...control } = props;
  const kind = kindOf(control.schema);
  if (kind === "switch" && instead === undefined) return <SwitchField {...props} />;
  return (
    <Field
      label={label}
      isRequired={isRequired}
      error={problem}
      {...(hint !== undefined && hint !== "" && { hint })}
      {...(aside !== undefined && { aside })}
    >
      {instead ?? <Control kind={kind} {...control} />}
    </Field>
  );
}

function SwitchField({
  label,
  hint,
  aside,
  problem,
  schema,
  value,
  onChange,
  isDisabled = false,
}: ValueFieldProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1" aria-describedby={problem === undefined ? undefined : id}>
      <div className="flex items-start justify-between gap-2">
        <Switch
          label={<span className="font-medium">{label}</span>}
          hint={hint}
          isChecked={(value ?? schema.default) === true}
          isDisabled={isDisabled}
          onChange={onChange}
        />
        {aside !== undefined && <span className="shrink-0 text-xs text-faint">{aside}</span>}
      </div>
      {problem !== undefined && (
        <p id={id} className="text-xs text-danger-text">
          {problem}
        </p>
      )}
    </div>
  );
}

function Control({ kind, ...props }: ControlProps & { kind: FieldKind }) {
  switch (kind) {
    case "long_text":
      return <LongTextControl {...props} />;
    case "code":
      return <LongTextControl isCode {...props} />;
    case "number":
    case "integer":
      return <NumberControl isWhole={kind === "integer"} {...props} />;
    case "choice":
      return <ChoiceControl {...props} />;
    case "choices":
      return <ChoicesControl {...props} />;
    case "date":
    case "time":
      return <TimeControl type={kind} {...props} />;
    case "date_time":
      return <TimeControl type="datetime-local" {...props} />;
    case "file":
      return <FileControl {...props} />;
    case "table":
      return <TableControl {...props} />;
    case "key_value":
      return <KeyValueControl {...props} />;
    case "list":
      return <ListControl {...props} />;
    case "json":
      return <JsonControl {...props} />;
    case "model":
      return <ModelControl {...props} />;
    case "secret":
      return <SecretControl {...props} />;
    case "switch": // has a label of its own
    case "text":
    case "credential":
      return <TextControl {...props} />;
  }
}
