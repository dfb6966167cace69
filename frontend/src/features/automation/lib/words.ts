import { automation } from "@/text/en/automation";

const NAMES: Readonly<Record<string, string>> = automation.triggers.providers;

/** A sender of events as people call it. */
export function providerName(slug: string): string {
  return NAMES[slug] ?? slug;
}
