import { beforeEach, expect, test } from "vitest";
import { ApiError, unreachable } from "@/api/error";
import { claimsOf } from "@/api/lib/jwt";
import { TokenKeeper, type TokenPair } from "@/api/lib/tokenKeeper";

// A server on which each refresh token works once, and tabs that share one storage and one lock.
let live: Set<string>;
let stored: string | null;
let made: number;
let now: number;
let ended: number;
let lock: Promise<unknown>;
let isAway: boolean;
let attempt: string | null;
let tries: number;
let answers: Map<string, TokenPair>;

beforeEach(() => {
  [attempt, tries] = [null, 0];
  answers = new Map();
  [live, stored, made, now, ended, lock, isAway] = [new Set(), null, 0, 0, 0, Promise.resolve(), false];
});

function access(number: number): string {
  return `h.${btoa(JSON.stringify({ user_id: "u", iat: 100, exp: 100 + 1800, number }))}.s`;
}

function issue(): TokenPair {
  made += 1;
  live.add(`r${made}`);
  return { access: access(made), refresh: `r${made}` };
}

async function rotate(refresh: string, named: string): Promise<TokenPair> {
  await Promise.resolve();
  if (isAway) throw unreachable();
  const before = answers.get(`${refresh} ${named}`);
  if (before !== undefined && live.has(before.refresh)) return before;
  if (!live.delete(refresh)) throw new ApiError(401, "token_not_valid", "Used.");
  const pair = issue();
  answers.set(`${refresh} ${named}`, pair);
  return pair;
}

function tab(hasLock = true): TokenKeeper {
  return new TokenKeeper({
    readRefresh: () => stored,
    writeRefresh: (refresh) => {
      stored = refresh;
      if (refresh === null) attempt = null;
    },
    exclusively: (work) => {
      if (!hasLock) return work();
      const turn = lock.then(work);
      lock = turn.catch(() => null);
      return turn;
    },
    rotate,
    attempt: () => (attempt ??= `try ${(tries += 1)}`),
    nowMs: () => now,
    onEnd: () => (ended += 1),
  });
}

test("nobody signed in has no token and asks nobody", async () => {
  expect(await tab().token()).toBeNull();
  expect(made).toBe(0);
});

test("a token is used until shortly before it expires, and renewed once for many askers", async () => {
  const keeper = tab();
  keeper.begin(issue());
  now = 1_760_000;
  expect(await keeper.token()).toBe(access(1));
  now = 1_771_000;
  expect(await Promise.all([keeper.token(), keeper.token(), keeper.token()])).toEqual([
    access(2),
    access(2),
    access(2),
  ]);
  expect(stored).toBe("r2");
});

test("five tabs that open at once all get in by one token", async () => {
  stored = issue().refresh;
  const tokens = await Promise.all(Array.from({ length: 5 }, () => tab().token()));
  expect(new Set(tokens)).toEqual(new Set([access(2)]));
  expect([ended, live]).toEqual([0, new Set([stored])]);
});

test("a page's first token is asked for at once, and the next ones when no other tab renews", async () => {
  stored = issue().refresh;
  let isLeft: (value?: unknown) => void = () => undefined;
  lock = new Promise((done) => (isLeft = done)); // held by another tab
  const keeper = tab();
  expect(await keeper.token()).toBe(access(2));
  const next = keeper.replace(access(2));
  await new Promise((done) => setTimeout(done));
  expect(made).toBe(2);
  isLeft();
  expect(await next).toBe(access(3));
});

test("five tabs that renew at once take turns", async () => {
  const keepers = Array.from({ length: 5 }, () => tab());
  stored = issue().refresh;
  await Promise.all(keepers.map((keeper) => keeper.token()));
  now = 1_771_000;
  const tokens = await Promise.all(keepers.map((keeper) => keeper.token()));
  expect(new Set(tokens).size).toBe(5);
  expect([ended, live]).toEqual([0, new Set([stored])]);
});

test("tabs without a lock ask under one attempt and share what it gives", async () => {
  stored = issue().refresh;
  expect(await Promise.all([tab(false).token(), tab(false).token()])).toEqual([access(2), access(2)]);
  expect([ended, stored]).toEqual([0, "r2"]);
});

test("a tab whose store is behind gets what the token gave before, unrefused", async () => {
  const behind = (stored = issue().refresh);
  expect(await tab().token()).toBe(access(2));
  stored = behind;
  expect(await tab().token()).toBe(access(2));
  expect([stored, made, ended]).toEqual(["r2", 2, 0]);
});

test("a tab that is too late takes the token that another one left", async () => {
  stored = issue().refresh;
  const late = tab(false).token();
  live.delete("r1"); // used meanwhile, and its follower kept
  stored = issue().refresh;
  expect(await late).toBe(access(3));
  expect(ended).toBe(0);
});

test("a page that was left before its answer came does not end the session", async () => {
  stored = issue().refresh;
  attempt = "of the page before";
  await rotate("r1", attempt);
  expect(await tab().token()).toBe(access(2));
  expect([stored, ended]).toEqual(["r2", 0]);
});

test("a refused access token is replaced once, by whoever comes first", async () => {
  const keeper = tab();
  keeper.begin(issue());
  expect(await Promise.all([keeper.replace(access(1)), keeper.replace(access(1))])).toEqual([
    access(2),
    access(2),
  ]);
  expect(await keeper.replace(access(1))).toBe(access(2));
  expect(made).toBe(2);
});

test("a refresh token that is used up ends the session", async () => {
  stored = "gone";
  expect(await tab().token()).toBeNull();
  expect([stored, ended]).toEqual([null, 1]);
});

test("a server that is away ends nothing", async () => {
  stored = issue().refresh;
  isAway = true;
  const keeper = tab();
  await expect(keeper.token()).rejects.toMatchObject({ code: "unreachable" });
  isAway = false;
  expect(await keeper.token()).toBe(access(2));
  expect(ended).toBe(0);
});

test("a renewal that ends after sign-out does not sign in again", async () => {
  stored = issue().refresh;
  const keeper = tab();
  const asked = keeper.token();
  await Promise.resolve();
  expect(keeper.end()).toBe("r1");
  expect(await asked).toBeNull();
  expect(stored).toBeNull();
});

test.each([["x"], ["a.b.c"], [`a.${btoa("{}")}.c`]])("%s is no token with claims", (token) => {
  expect(claimsOf(token)).toBeNull();
});
