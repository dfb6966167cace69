// Accounts as choices of a field: by which one something acts.
import type { CredentialRead, ServiceRead } from "@/api/schema";
import { automatic } from "@/features/integrations/lib/credential";
import { nameOf } from "@/features/integrations/lib/service";
import { integrations } from "@/text/en/integrations";
import { fill } from "@/text/fill";

const words = integrations.node;

/** What happens where none is chosen; none: the words for nothing. */
export function automaticLabel(
  fitting: readonly CredentialRead[],
  hasSystem: boolean,
  none: string = words.automaticNone,
): string {
  const found = automatic(fitting);
  if (found !== undefined) return fill(words.automatic, { title: found.title });
  return hasSystem ? words.automaticSystem : none;
}

/** isNamed: with its service, where there may be several. */
export function accountLabel(
  credential: CredentialRead,
  isNamed: boolean,
  services: readonly ServiceRead[],
): string {
  const { account, last_four: digits, title, state } = credential;
  const detail = account !== "" ? account : digits !== "" ? fill(integrations.endsWith, { digits }) : "";
  return [
    isNamed ? fill(integrations.of, { title, provider: nameOf(services, credential.provider) }) : title,
    ...(detail === "" ? [] : [detail]),
    ...(state === "ok" ? [] : [integrations.states[state]]),
  ].join(" · ");
}
