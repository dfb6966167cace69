import { expect, it } from "vitest";
import { together } from "@/features/agents/lib/dependants";

const named = (id: string) => ({ id, name: id });
const starter = (id: string) => ({ ...named(id), is_enabled: true });

it("what depends on several agents is named once, and not if it goes as well", () => {
  const listing = { id: "l", title: "Offered", state: "public" };
  const found = together(
    [
      {
        schedules: [starter("s")],
        triggers: [],
        presets: [],
        sub_agents: [named("a"), named("b")],
        listing: null,
      },
      {
        schedules: [],
        triggers: [starter("t")],
        presets: [named("p")],
        sub_agents: [named("b"), named("c")],
        listing,
      },
    ],
    ["a"],
  );
  expect(found).toEqual({
    schedules: [starter("s")],
    triggers: [starter("t")],
    presets: [named("p")],
    sub_agents: [named("b"), named("c")],
    listing,
  });
});
