import { describe, expect, it } from "vitest";
import { changed, fresh, MOST_STEPS, redone, undone } from "@/features/builder/lib/history";
import type { BuilderDocument } from "@/features/builder/types";

const named = (name: string): BuilderDocument => ({
  name,
  description: "",
  instructions: "",
  nodes: [],
  links: [],
  settings: {},
});

describe("history", () => {
  it("goes back and forth", () => {
    const history = changed(changed(fresh(named("a")), named("b"), null), named("c"), null);
    expect(undone(history).present.name).toBe("b");
    expect(undone(undone(undone(history))).present.name).toBe("a");
    expect(redone(undone(history)).present.name).toBe("c");
    expect(redone(history)).toBe(history);
  });

  it("forgets what was undone once something else is done", () => {
    const history = changed(undone(changed(fresh(named("a")), named("b"), null)), named("c"), null);
    expect(history.future).toEqual([]);
    expect(undone(history).present.name).toBe("a");
  });

  it("takes changes of one key for one step, until another comes or one is undone", () => {
    let history = fresh(named("a"));
    for (const name of ["b", "bc", "bcd"]) history = changed(history, named(name), "name");
    expect(undone(history).present.name).toBe("a");
    history = changed(changed(history, named("x"), "other"), named("y"), "name");
    expect(undone(history).present.name).toBe("x");
  });

  it("keeps a bounded number of steps, and none for a change of nothing", () => {
    let history = fresh(named("0"));
    for (let step = 1; step <= MOST_STEPS + 5; step += 1) history = changed(history, named(`${step}`), null);
    expect(history.past).toHaveLength(MOST_STEPS);
    expect(changed(history, history.present, null)).toBe(history);
  });
});
