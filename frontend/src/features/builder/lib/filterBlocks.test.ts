import { expect, it } from "vitest";
import type { BlockRead, CategoryEnum } from "@/api/schema";
import { type BlockFilter, choicesOf, filterBlocks, toggled } from "@/features/builder/lib/filterBlocks";

const block = (slug: string, kind: string, providers: string[], ...categories: CategoryEnum[]) =>
  ({ slug, kind, providers, category: categories[0], categories }) as BlockRead;
const BLOCKS = [
  block("slack.send", "standard", ["slack"], "SOCIAL"),
  block("github.issue", "standard", ["github"], "DEVELOPER_TOOLS"),
  block("github.star_trigger", "trigger", [], "DEVELOPER_TOOLS", "INPUT"),
  block("web.request", "standard", ["http"], "WEB"),
  block("ask.person", "review", [], "BASIC"),
];
const provider = (value: string): BlockFilter => ({ by: "provider", value });
const category = (value: CategoryEnum): BlockFilter => ({ by: "category", value });
const mark = (value: "trigger" | "human" | "no_account"): BlockFilter => ({ by: "mark", value });
const kept = (...filters: BlockFilter[]) => filterBlocks(BLOCKS, filters).map((one) => one.slug);

it("keeps any of several services and all of different sorts", () => {
  expect(kept()).toHaveLength(5);
  expect(kept(provider("slack"), provider("github"))).toEqual([
    "slack.send",
    "github.issue",
    "github.star_trigger",
  ]);
  expect(kept(provider("slack"), provider("github"), category("DEVELOPER_TOOLS"))).toEqual([
    "github.issue",
    "github.star_trigger",
  ]);
  expect(kept(provider("github"), mark("trigger"))).toEqual(["github.star_trigger"]);
  expect(kept(mark("human"))).toEqual(["ask.person"]);
  expect(kept(mark("human"), mark("trigger"))).toEqual([]);
});

it("knows what goes without an account, as a request without headers does", () => {
  expect(kept(mark("no_account"))).toEqual(["github.star_trigger", "web.request", "ask.person"]);
});

it("finds a block by each of its categories", () => {
  expect(kept(category("INPUT"))).toEqual(["github.star_trigger"]);
});

it("offers what there is and says how many each would leave", () => {
  const counts = (filters: BlockFilter[]) =>
    Object.fromEntries(choicesOf(BLOCKS, filters).map(({ filter, count }) => [filter.value, count]));
  expect(counts([])).toMatchObject({ slack: 1, github: 2, trigger: 1, human: 1, no_account: 3, WEB: 1 });
  // Another service would be added to the first; a mark narrows it.
  expect(counts([provider("slack")])).toMatchObject({ github: 2, trigger: 0, SOCIAL: 1, WEB: 0 });
});

it("switches a filter on and off", () => {
  const one = toggled([], provider("slack"));
  expect(one).toEqual([provider("slack")]);
  expect(toggled(toggled(one, mark("human")), provider("slack"))).toEqual([mark("human")]);
});
