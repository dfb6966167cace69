import { useState } from "react";
import { isSame } from "@/fields/lib/text";

/**
 * What is being typed, which may hold more than its value does (a pair without a name, a number half written). It
 * stays for as long as it says the same as `value`; a value that changed from elsewhere (undo) replaces it.
 */
export function useDraft<Draft>(
  value: unknown,
  toDraft: (value: unknown) => Draft,
  fromDraft: (draft: Draft) => unknown,
): [Draft, (draft: Draft) => void] {
  const [draft, setDraft] = useState<Draft>(() => toDraft(value));
  const shown = isSame(normal(fromDraft(draft)), normal(value)) ? draft : toDraft(value);
  return [shown, setDraft];
}

function normal(value: unknown): unknown {
  return value === undefined ? null : value;
}
