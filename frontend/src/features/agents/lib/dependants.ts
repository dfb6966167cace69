import type { DependantsRead } from "@/api/schema";

const NONE: DependantsRead = { schedules: [], triggers: [], presets: [], sub_agents: [], listing: null };

/** What depends on any of several agents that go together; one that goes itself depends on nothing. */
export function together(all: readonly DependantsRead[], going: readonly string[] = []): DependantsRead {
  return all.reduce(
    (sum, one) => ({
      schedules: [...sum.schedules, ...one.schedules],
      triggers: [...sum.triggers, ...one.triggers],
      presets: [...sum.presets, ...one.presets],
      sub_agents: [
        ...sum.sub_agents,
        ...one.sub_agents.filter(
          ({ id }) => !going.includes(id) && !sum.sub_agents.some((before) => before.id === id),
        ),
      ],
      listing: sum.listing ?? one.listing,
    }),
    NONE,
  );
}
