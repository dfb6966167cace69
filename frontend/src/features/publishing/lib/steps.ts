// The steps of offering an agent, and in which of them each field stands.
export const STEPS = ["about", "terms", "pictures", "check"] as const;
export type Step = (typeof STEPS)[number];

const STEP_OF: Record<string, Step> = {
  graph_version: "about",
  title: "about",
  subtitle: "about",
  description: "about",
  instructions: "about",
  changelog: "about",
  categories: "about",
  tags: "about",
  price: "terms",
  is_closed: "terms",
  images: "pictures",
  demo_execution: "pictures",
};

/** The steps in which something is wrong. errors: by the API's names of fields. */
export function stepsWithErrors(errors: Record<string, string>): ReadonlySet<Step> {
  return new Set(Object.keys(errors).flatMap((name) => STEP_OF[name] ?? []));
}
