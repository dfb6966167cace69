// The form that connects a service, and what it sends.
import type { AuthKindEnum, CredentialWriteRequest, ServiceRead } from "@/api/schema";
import { headersIn } from "@/features/integrations/lib/headers";

export type Values = Readonly<Record<string, string>>;

/** Those that are no secret stand beside it in the request. */
const BESIDE = new Set(["base_url", "host"]);

export type Refusal = { code: "missing" } | { code: "bad_headers"; line: number };

export function fieldsOf(service: ServiceRead, kind: AuthKindEnum) {
  return service.fields[kind] ?? [];
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
    } else if (name === "headers") {
      const read = headersIn(value);
      if ("badLine" in read) wrong[name] = { code: "bad_headers", line: read.badLine };
    }
  }
  return wrong;
}

export function secretOf(service: ServiceRead, kind: AuthKindEnum, values: Values): Record<string, unknown> {
  const named = fieldsOf(service, kind).filter(({ name }) => !BESIDE.has(name) && filled(values, name));
  return Object.fromEntries(named.map(({ name }) => [name, secretValue(name, values)]));
}

export function bodyOf(
  service: ServiceRead,
  kind: AuthKindEnum,
  values: Values,
  about: { title: string; is_shared: boolean },
): CredentialWriteRequest {
  const beside = fieldsOf(service, kind).filter(({ name }) => BESIDE.has(name) && filled(values, name));
  return {
    provider: service.slug,
    kind,
    secret: secretOf(service, kind, values),
    title: about.title.trim(),
    is_shared: about.is_shared,
    ...Object.fromEntries(beside.map(({ name }) => [name, (values[name] ?? "").trim()])),
  };
}

/** `secret.api_key` → `api_key`: as the form calls its fields. */
export function byField(errors: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(errors).map(([name, text]) => [name.replace(/^secret\./, ""), text]),
  );
}

function secretValue(name: string, values: Values): unknown {
  const value = (values[name] ?? "").trim();
  if (name !== "headers") return value;
  const read = headersIn(value);
  return "headers" in read ? read.headers : {};
}

function filled(values: Values, name: string): boolean {
  return (values[name] ?? "").trim() !== "";
}
