import { QueryObserver } from "@tanstack/react-query";
import { afterEach, describe, expect, it } from "vitest";
import { FreshClient } from "@/api/lib/freshClient";

const client = new FreshClient();
const key = ["run", "1"];

/** Answers in the order of the questions, each when it is let go. */
function slowServer() {
  const waiting: ((answer: string) => void)[] = [];
  const ask = () => new Promise<string>((resolve) => waiting.push(resolve));
  return {
    ask,
    asked: () => waiting.length,
    answer: (place: number, text: string) => waiting[place]?.(text),
  };
}

describe("invalidation during a first fetch", () => {
  afterEach(() => client.clear());

  it("asks again, for the answer under way may be older than the change", async () => {
    const server = slowServer();
    const stop = new QueryObserver(client, { queryKey: key, queryFn: server.ask }).subscribe(() => undefined);
    const invalidated = client.invalidateQueries({ queryKey: key });
    server.answer(0, "running");
    await expect.poll(server.asked).toBe(2);
    server.answer(1, "completed");
    await invalidated;
    expect(client.getQueryData(key)).toBe("completed");
    stop();
  });

  it("asks once more however often it was told, and shows the first answer meanwhile", async () => {
    const server = slowServer();
    const stop = new QueryObserver(client, { queryKey: key, queryFn: server.ask }).subscribe(() => undefined);
    const invalidated = [1, 2, 3].map(() => client.invalidateQueries({ queryKey: key }));
    server.answer(0, "running");
    await expect.poll(server.asked).toBe(2);
    expect(client.getQueryData(key)).toBe("running");
    server.answer(1, "completed");
    await Promise.all(invalidated);
    expect(server.asked()).toBe(2);
    stop();
  });

  it("leaves alone what has nothing to do with it", async () => {
    const server = slowServer();
    const stop = new QueryObserver(client, { queryKey: key, queryFn: server.ask }).subscribe(() => undefined);
    await client.invalidateQueries({ queryKey: ["run", "2"] });
    server.answer(0, "running");
    await expect.poll(() => client.getQueryData(key)).toBe("running");
    expect(server.asked()).toBe(1);
    stop();
  });
});
