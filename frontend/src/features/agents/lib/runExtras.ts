// What a run is given besides its inputs: words to find it by, and the accounts that it acts with.

export interface RunExtras {
  tags: readonly string[];
  /** Custom data: texts, numbers and truth values. */
  data: Readonly<Record<string, unknown>>;
  /** Service → id of the account. */
  credentials: Readonly<Record<string, string>>;
}

export const NO_EXTRAS: RunExtras = { tags: [], data: {}, credentials: {} };

/** Those of a preset, as the API has them. */
export function extrasOf(given: { tags: readonly string[]; data: unknown; credentials: unknown }): RunExtras {
  const credentials = Object.entries(objectOf(given.credentials)).flatMap(([provider, id]) =>
    typeof id === "string" ? [[provider, id] as const] : [],
  );
  return { tags: given.tags, data: objectOf(given.data), credentials: Object.fromEntries(credentials) };
}

/** As the API takes them. Rows of data that have no name yet are left out. */
export function bodyOf({ tags, data, credentials }: RunExtras) {
  const named = Object.entries(data).filter(([name, value]) => name.trim() !== "" && value !== "");
  return { tags: [...tags], data: Object.fromEntries(named), credentials: { ...credentials } };
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
