import { integrations } from "@/text/en/integrations";
import { fill } from "@/text/fill";

const { errors } = integrations.oauth;

/** Why a service was not connected, in words. */
export function oauthErrorText(code: string): string {
  return code in errors && code !== "other"
    ? errors[code as Exclude<keyof typeof errors, "other">]
    : fill(errors.other, { code });
}
