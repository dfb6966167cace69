import { beforeEach, expect, test } from "vitest";
import { LiveConnection, type Socket } from "@/live/lib/connection";
import type { ConnectionState } from "@/live/types";

// A browser whose timers run when told, and sockets that are opened, fed and broken by hand.
class FakeSocket implements Socket {
  readonly sent: Record<string, unknown>[] = [];
  isClosed = false;
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  constructor(readonly token: string) {}
  send = (text: string) => this.sent.push(JSON.parse(text) as Record<string, unknown>);
  close = () => {
    this.isClosed = true;
    this.onclose?.();
  };
  tell = (...told: object[]) =>
    this.onmessage?.({ data: JSON.stringify(told.length === 1 ? told[0] : told) });
}

let sockets: FakeSocket[];
let timers: { work: () => void; delayMs: number }[];
let states: ConnectionState[];
let suspicions: boolean[];
let token: string | null;
let live: LiveConnection;

beforeEach(() => {
  [sockets, timers, states, suspicions, token] = [[], [], [], [], "t"];
  live = new LiveConnection({
    token: (isSuspect) => {
      suspicions.push(isSuspect);
      return Promise.resolve(token);
    },
    open: (given) => {
      const socket = new FakeSocket(given);
      sockets.push(socket);
      return socket;
    },
    later: (work, delayMs) => {
      const timer = { work, delayMs };
      timers.push(timer);
      return () => (timers = timers.filter((other) => other !== timer));
    },
    random: () => 1,
    onState: (state) => states.push(state),
  });
});

const settled = () => new Promise((resolve) => setTimeout(resolve));
const event = (sequence: number, id = "a") => ({ type: "execution.progress", execution_id: id, sequence });

function fire(): void {
  const due = timers;
  timers = [];
  for (const timer of due) timer.work();
}

function last(): FakeSocket {
  const socket = sockets.at(-1);
  if (socket === undefined) throw new Error("No socket was opened.");
  return socket;
}

function watch(after = 0, id = "a") {
  const seen = { numbers: [] as number[], gaps: 0, refused: [] as string[], stop: () => {} };
  seen.stop = live.subscribe(id, {
    after,
    onEvents: (events) => seen.numbers.push(...events.map((one) => one.sequence)),
    onGap: () => (seen.gaps += 1),
    onRefused: (reason) => seen.refused.push(reason),
  });
  return seen;
}

async function opened(): Promise<FakeSocket> {
  await settled();
  last().onopen?.();
  return last();
}

test("one socket serves all watchers, and each gets what is new to it", async () => {
  const [first, other] = [watch(0, "a"), watch(5, "b")];
  const socket = await opened();
  const late = watch(2, "a");
  expect(socket.sent).toEqual([
    { type: "subscribe", execution_id: "a", after: 0 },
    { type: "subscribe", execution_id: "b", after: 5 },
    { type: "subscribe", execution_id: "a", after: 0 },
  ]);
  socket.tell(event(1), event(2), event(3), event(6, "b"));
  expect([first.numbers, late.numbers, other.numbers]).toEqual([[1, 2, 3], [3], [6]]);
  expect(sockets).toHaveLength(1);
});

test("a broken socket comes back, tells of a possible gap and asks from the last event", async () => {
  const seen = watch();
  const socket = await opened();
  socket.tell(event(1), event(2));
  socket.close();
  expect(timers.map((timer) => timer.delayMs)).toEqual([500]);
  fire();
  const next = await opened();
  expect(next.sent).toEqual([{ type: "subscribe", execution_id: "a", after: 2 }]);
  next.tell(event(2), event(3));
  expect([seen.numbers, seen.gaps]).toEqual([[1, 2, 3], 1]);
  expect(states).toEqual(["connecting", "open", "waiting", "connecting", "open"]);
});

test("tries that do not get in are further apart, and doubt the token", async () => {
  watch();
  await settled();
  last().close();
  fire();
  await settled();
  last().close();
  expect(timers.map((timer) => timer.delayMs)).toEqual([1000]);
  fire();
  await settled();
  expect(suspicions).toEqual([false, false, true]);
});

test("a missing number is told before the events behind it", async () => {
  const seen = watch(1);
  (await opened()).tell(event(3));
  expect([seen.numbers, seen.gaps]).toEqual([[3], 1]);
});

test("the socket closes some time after the last watcher left, unless another came", async () => {
  const first = watch();
  const socket = await opened();
  first.stop();
  expect(socket.sent.at(-1)).toEqual({ type: "unsubscribe", execution_id: "a" });
  const second = watch(0, "b");
  fire();
  expect(socket.isClosed).toBe(false);
  second.stop();
  fire();
  expect([socket.isClosed, states.at(-1)]).toEqual([true, "idle"]);
});

test("coming back to the page does not wait for the next try", async () => {
  watch();
  (await opened()).close();
  live.hurry();
  await settled();
  expect([sockets.length, timers.length]).toEqual([2, 0]);
});

test("nobody signed in opens nothing", async () => {
  token = null;
  watch();
  await settled();
  expect([sockets, states]).toEqual([[], ["connecting", "idle"]]);
});

test("a refusal is told with its reason", async () => {
  const seen = watch();
  (await opened()).tell({ type: "refused", execution_id: "a", reason: "There is no such execution." });
  expect(seen.refused).toEqual(["There is no such execution."]);
});

test("what a person is told reaches them in whatever workspace they look at", async () => {
  const heard: string[] = [];
  const watcher = { onHint: (hint: { type: string }) => heard.push(hint.type), onGap: () => undefined };
  live.watchWorkspace("w", watcher);
  (await opened()).tell({ type: "notification", unread: 2 });
  expect(heard).toEqual(["notification"]);
});

test("a workspace is watched until the last watcher leaves, and after a break its watchers are told", async () => {
  const heard: string[] = [];
  const watcher = {
    onHint: (hint: { type: string }) => heard.push(hint.type),
    onGap: () => heard.push("gap"),
  };
  const [stopOne, stopOther] = [live.watchWorkspace("w", watcher), live.watchWorkspace("w", { ...watcher })];
  const socket = await opened();
  expect(socket.sent).toEqual([{ type: "watch", workspace_id: "w" }]);
  socket.tell(
    { type: "watched", workspace_id: "w" },
    { type: "reviews.changed", workspace_id: "w", pending: 1 },
  );
  expect(heard).toEqual(["reviews.changed", "reviews.changed"]);
  stopOther();
  socket.close();
  live.hurry();
  const next = await opened();
  expect([heard.at(-1), heard.length, next.sent]).toEqual(["gap", 3, [{ type: "watch", workspace_id: "w" }]]);
  stopOne();
  expect(next.sent.at(-1)).toEqual({ type: "unwatch", workspace_id: "w" });
  fire();
  expect(next.isClosed).toBe(true);
});
