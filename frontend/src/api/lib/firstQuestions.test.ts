import { describe, expect, it } from "vitest";
import { firstQuestions } from "@/api/lib/firstQuestions";

const ID = "01a20306-9560-7de8-a166-07553d3e020d";
const ask = (pathname: string, search = "") => firstQuestions({ pathname, search });

describe("what a page asks first", () => {
  it("is the list of agents where it opens with it", () => {
    expect(ask("/")).toEqual(ask("/agents"));
    expect(ask("/agents")).toHaveLength(1);
  });

  it("is an agent, with the library of blocks for the builder", () => {
    expect(ask(`/agents/${ID}`)).toEqual([`/api/v1/graphs/${ID}`]);
    expect(ask(`/agents/${ID}/build`)).toEqual([...ask("/agents/new"), `/api/v1/graphs/${ID}`]);
  });

  it("is nothing for other pages, nor where the address chooses what is shown", () => {
    for (const path of ["/runs", "/agents/examples", `/agents/${ID}/publish`, `/agents/${ID}x`]) {
      expect(ask(path)).toEqual([]);
    }
    expect(ask("/agents", "?tag=mail")).toEqual([]);
    expect(ask(`/agents/${ID}/build`, "?version=2")).toEqual([]);
  });
});
