import { describe, expect, it } from "vitest";
import { startCommand } from "@/features/agents/lib/curl";
import { NO_NEWS, withEvents } from "@/features/runs/lib/liveRun";
import { filledIn, inputsOf, known, problemIn, sampleOf } from "@/features/agents/lib/runForm";
import type { ExecutionEvent } from "@/live/types";

const SCHEMA = {
  type: "object",
  properties: {
    name: { type: "string", default: "Ada" },
    count: { type: "integer", maximum: 3 },
    token: { type: "string", secret: true },
  },
  required: ["count"],
};
const base = { execution_id: "x", sequence: 1, at: "" };
const firing = { ...base, node_execution_id: "f1", node_id: "n", index: 0, wave: 0 };

describe("the form of an agent", () => {
  const inputs = inputsOf(SCHEMA);

  it("has a field per input, and says what is missing or wrong", () => {
    expect(inputs.map((one) => [one.name, one.isRequired])).toEqual([
      ["name", false],
      ["count", true],
      ["token", false],
    ]);
    expect(inputs.map((one) => problemIn(one, undefined)?.code)).toEqual([undefined, "missing", undefined]);
    expect(inputs[1] && problemIn(inputs[1], 4)).toEqual({ code: "too_large", limit: 3 });
    expect(inputsOf(undefined)).toEqual([]);
    const optional = { properties: { amount: { anyOf: [{ type: "integer" }, { type: "null" }] } } };
    expect(inputsOf(optional)).toEqual([{ name: "amount", schema: { type: "integer" }, isRequired: false }]);
  });

  it("takes over what is still asked for, and no secret", () => {
    expect(known(inputs, { name: "Bo", gone: 1, token: "s" })).toEqual({ name: "Bo" });
    expect(filledIn({ name: undefined, count: 0 })).toEqual({ count: 0 });
  });

  it("is shown in a command that a shell reads as it is meant", () => {
    expect(inputs.map(sampleOf)).toEqual(["Ada", 1, "…"]);
    const command = startCommand("http://h", "g", "KEY", { name: "it's $HOME" });
    expect(command).toContain(`-d '{"inputs":{"name":"it'\\''s $HOME"}}'`);
  });
});

describe("a run that is followed", () => {
  it("shows what is written until its firing ends", () => {
    const begun: ExecutionEvent[] = [
      { ...base, type: "execution.started", status: "RUNNING" },
      { ...firing, type: "node.started", status: "RUNNING" },
      { ...firing, type: "output.delta", pin: "response", text: "Hel" },
      { ...firing, type: "output.delta", pin: "response", text: "lo" },
    ];
    const state = withEvents(NO_NEWS, begun);
    expect(state).toEqual({
      status: "RUNNING",
      running: { f1: "n" },
      streams: { "f1/response": { nodeId: "n", pin: "response", text: "Hello" } },
      news: 0,
    });
    const ended = withEvents(state, [
      { ...firing, type: "node.completed", status: "COMPLETED", outputs: [] },
    ]);
    expect(ended).toEqual({ status: "RUNNING", running: {}, streams: {}, news: 1 });
  });

  it("has nothing under way once it ended or waits", () => {
    const state = withEvents(NO_NEWS, [
      { ...firing, type: "node.started", status: "RUNNING" },
      { ...base, type: "execution.paused", status: "REVIEW" },
    ]);
    expect(state).toEqual({ status: "REVIEW", running: {}, streams: {}, news: 1 });
  });
});
