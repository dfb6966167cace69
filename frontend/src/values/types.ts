/** What is known of a value from the schema of its pin; only what changes how it is shown. */
export interface ValueSchema {
  format?: unknown;
  widget?: unknown;
  secret?: unknown;
}

export type Kind =
  | "nothing"
  | "boolean"
  | "number"
  | "text"
  | "markdown"
  | "code"
  | "html"
  | "date"
  | "link"
  | "image"
  | "audio"
  | "video"
  | "file"
  | "table"
  | "json"
  | "jsonText"
  | "stored"
  | "secret";

/** How the API shows a large value: by its beginning, its size and where the whole is. */
export interface StoredReference {
  $value: string;
  /** null where it could show a secret. */
  preview: string | null;
  bytes: number;
  type: string;
  /** null where the execution has let go of the value. */
  url: string | null;
}
