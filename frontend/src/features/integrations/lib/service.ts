// What the catalogue says of a service, as forms and lists need it.
import type { AuthKindEnum, ServiceRead } from "@/api/schema";

/** The easiest first. */
const ORDER: readonly AuthKindEnum[] = ["oauth2", "api_key", "user_password", "host_scoped", "none"];

/** How one connects it, the best way first. What the operator has not set up comes last. */
export function waysOf(service: ServiceRead): AuthKindEnum[] {
  const ways = ORDER.filter((kind) => kindsOf(service).includes(kind));
  const isReady = (kind: AuthKindEnum) => isConfigured(service, kind);
  return [...ways.filter(isReady), ...ways.filter((kind) => !isReady(kind))];
}

export function isConfigured(service: ServiceRead, kind: AuthKindEnum): boolean {
  return service.auth.some((one) => one.kind === kind && one.is_configured);
}

/** Whether nothing can be done before the operator has set it up. */
export function isOutOfReach(service: ServiceRead): boolean {
  return !service.auth.some((one) => one.is_configured);
}

export function kindsOf(service: ServiceRead): AuthKindEnum[] {
  return service.auth.map((one) => one.kind);
}

/** Those that `words` find: all of them in name or slug. Names that begin so stand first. */
export function found(services: readonly ServiceRead[], words: string): ServiceRead[] {
  const wanted = words.trim().toLowerCase();
  const holds = (service: ServiceRead) => {
    const text = `${service.name} ${service.slug}`.toLowerCase();
    return wanted.split(/\s+/).every((word) => text.includes(word));
  };
  const place = (service: ServiceRead) => (service.name.toLowerCase().startsWith(wanted) ? 0 : 1);
  return services
    .filter(holds)
    .toSorted((one, other) => place(one) - place(other) || one.name.localeCompare(other.name));
}

export function nameOf(services: readonly ServiceRead[] | undefined, slug: string): string {
  return services?.find((service) => service.slug === slug)?.name ?? slug;
}

/** `https://github.com/settings` → `github.com`. */
export function siteOf(website: string): string {
  return URL.canParse(website) ? new URL(website).host : website;
}
