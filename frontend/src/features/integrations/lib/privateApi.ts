// What somebody gives to add an API by its OpenAPI document, as the request that it becomes.
import type { NewImportWriteRequest, NotMadeRead } from "@/api/schema";

/** Bodies of requests have a bound; a larger document is given by its address. */
export const MAX_DOCUMENT_CHARACTERS = 900_000;

export interface ApiForm {
  /** An address, or the document itself. */
  source: string;
  name: string;
  baseUrl: string;
}

/** Why a source cannot be sent; null if it can. */
export function problemOf(source: string): "empty" | "too_large" | null {
  if (source.trim() === "") return "empty";
  return source.length > MAX_DOCUMENT_CHARACTERS ? "too_large" : null;
}

export function isAddress(source: string): boolean {
  return /^https?:\/\/\S+$/.test(source.trim());
}

export function importBody(form: ApiForm, isDry: boolean): NewImportWriteRequest {
  const source = form.source.trim();
  return {
    url: isAddress(source) ? source : "",
    spec: isAddress(source) ? "" : source,
    name: form.name.trim(),
    slug: "",
    base_url: form.baseUrl.trim(),
    dry_run: isDry,
  };
}

/** What is wrong with which part of the form, of what the server says of the request. */
export function formErrors(errors: Readonly<Record<string, string>>): Partial<Record<keyof ApiForm, string>> {
  const source = errors["url"] ?? errors["spec"];
  const name = errors["name"] ?? errors["slug"];
  const baseUrl = errors["base_url"];
  return {
    ...(source !== undefined && { source }),
    ...(name !== undefined && { name }),
    ...(baseUrl !== undefined && { baseUrl }),
  };
}

/** The reasons by operation, in the order of the document. */
export function byOperation(leftOut: readonly NotMadeRead[]): [operation: string, reasons: string[]][] {
  const found = new Map<string, string[]>();
  for (const { operation, reason } of leftOut) {
    found.set(operation, [...(found.get(operation) ?? []), reason]);
  }
  return [...found];
}
