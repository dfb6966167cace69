// JSON Schema as blocks and agents write it, with the hints for forms that docs/blocks.md names.
export interface Schema {
  type?: string;
  title?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  format?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  $ref?: string;
  $defs?: Record<string, Schema>;
  widget?: string;
  placeholder?: string;
  advanced?: boolean;
  secret?: boolean;
  human_input?: boolean;
  depends_on?: Record<string, unknown[]>;
}

export type FieldKind =
  | "text"
  | "long_text"
  | "code"
  | "number"
  | "integer"
  | "switch"
  | "choice"
  | "choices"
  | "date"
  | "time"
  | "date_time"
  | "file"
  | "table"
  | "key_value"
  | "json"
  | "list"
  | "model"
  | "secret"
  | "credential";

/** What a control of one kind is given. An undefined value is one that is not set. */
export interface ControlProps {
  schema: Schema;
  value: unknown;
  onChange: (value: unknown) => void;
  isDisabled?: boolean;
  /** Of a table, beside those that its rows have. */
  columns?: readonly string[];
}
