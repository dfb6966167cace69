// The form that connects a service, and what it sends.
import type { AuthKindEnum, CredentialWriteRequest, ServiceRead } from "@/api/schema";
import { headersIn } from "@/features/integrations/lib/headers";

export type Values = Readonly<Record<string, string>>;

/** Fields whose name begins so stand in the secret; the others beside it. */
const IN_SECRET = "secret.";

export const HEADERS = `${IN_SECRET}headers`;

export type Refusal = { code: "missing" } | { code: "bad_headers"; line: number };

export function fieldsOf(service: ServiceRead, kind: AuthKindEnum) {
  return service.auth.find((one) => one.kind === kind)?.fields ?? [];
}

/** What is wrong with each field. */
export function problemsIn(
  service: ServiceRead,
  kind: AuthKindEnum,
  values: Values,
): Readonly<Record<string, Refusal>> {
  const wrong: Record<string, Refusal> = {};
  for (const { name, is_required } of fieldsOf(service, kind)) {
    const value = values[name]?.trim() ?? "";
    if (value === "") {
      if (is_required) wrong[name] = { code: "missing" };
    } else if (name === HEADERS) {
      const read = headersIn(value);
      if ("badLine" in read) wrong[name] = { code: "bad_headers", line: read.badLine };
    }
  }
  return wrong;
}

export function secretOf(service: ServiceRead, kind: AuthKindEnum, values: Values): Record<string, unknown> {
  const named = namesOf(service, kind, values).filter((name) => name.startsWith(IN_SECRET));
  return Object.fromEntries(named.map((name) => [name.slice(IN_SECRET.length), valueOf(name, values)]));
}

export function bodyOf(
  service: ServiceRead,
  kind: AuthKindEnum,
  values: Values,
  about: { title: string; is_shared: boolean },
): CredentialWriteRequest {
  const beside = namesOf(service, kind, values).filter((name) => !name.startsWith(IN_SECRET));
  return {
    provider: service.slug,
    kind,
    secret: secretOf(service, kind, values),
    title: about.title.trim(),
    is_shared: about.is_shared,
    host: "",
    base_url: "",
    ...Object.fromEntries(beside.map((name) => [name, valueOf(name, values)])),
  };
}

function namesOf(service: ServiceRead, kind: AuthKindEnum, values: Values): string[] {
  return fieldsOf(service, kind)
    .map(({ name }) => name)
    .filter((name) => (values[name] ?? "").trim() !== "");
}

function valueOf(name: string, values: Values): unknown {
  const value = (values[name] ?? "").trim();
  if (name !== HEADERS) return value;
  const read = headersIn(value);
  return "headers" in read ? read.headers : {};
}
