// What a list says of a credential.
import type { CredentialRead } from "@/api/schema";

type Known = Pick<CredentialRead, "title" | "account" | "provider" | "host">;

/** Whether a word of the search is in what people see of it. */
export function holds(credential: Known, providerName: string, words: string): boolean {
  const { title, account, host } = credential;
  const text = `${title} ${account} ${host} ${providerName}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

export interface Group {
  provider: string;
  credentials: CredentialRead[];
}

/** By service: those with something wrong first, then by name. */
export function grouped(credentials: readonly CredentialRead[], nameOf: (slug: string) => string): Group[] {
  const groups = new Map<string, CredentialRead[]>();
  for (const credential of credentials) {
    groups.set(credential.provider, [...(groups.get(credential.provider) ?? []), credential]);
  }
  return [...groups]
    .map(([provider, list]) => ({ provider, credentials: list }))
    .toSorted(
      (one, other) => wrong(other) - wrong(one) || nameOf(one.provider).localeCompare(nameOf(other.provider)),
    );
}

/** The one that a step takes if it names none: one's own newest, else a shared one; expired ones only if need be. */
export function automatic(fitting: readonly CredentialRead[]): CredentialRead | undefined {
  const alive = fitting.filter((credential) => credential.state !== "expired");
  const byAge = (alive.length > 0 ? alive : fitting).toSorted((one, other) =>
    other.created_at.localeCompare(one.created_at),
  );
  return byAge.find((credential) => credential.is_mine) ?? byAge[0];
}

function wrong({ credentials }: Group): number {
  return credentials.some((credential) => credential.state !== "ok") ? 1 : 0;
}
