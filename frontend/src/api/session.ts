// Who is signed in, in all tabs of this browser.
import { createStore } from "zustand/vanilla";
import { errorOf, unreachable } from "@/api/error";
import { claimsOf } from "@/api/lib/jwt";
import { TokenKeeper, type TokenPair } from "@/api/lib/tokenKeeper";

const KEY = "polychord.refresh";
const ATTEMPT_KEY = "polychord.refresh-attempt";
const LOCK = "polychord.session";

const HAS_LOCKS = "locks" in navigator; // over https and on this machine; elsewhere the keeper copes with lost races

const store = createStore(() => ({ isSignedIn: localStorage.getItem(KEY) !== null }));

const keeper = new TokenKeeper({
  readRefresh: () => localStorage.getItem(KEY),
  writeRefresh: (refresh) => {
    if (refresh === null) {
      localStorage.removeItem(ATTEMPT_KEY);
      localStorage.removeItem(KEY);
    } else {
      attempt(); // there before another tab can look for it
      localStorage.setItem(KEY, refresh);
    }
  },
  exclusively: async (work) => (HAS_LOCKS ? navigator.locks.request(LOCK, work) : work()),
  attempt,
  rotate: (refresh, attempt) => post("/api/v1/auth/refresh", { refresh, attempt }) as Promise<TokenPair>,
  nowMs: () => Date.now(),
  onEnd: () => store.setState({ isSignedIn: false }),
});

export const session = {
  token: () => keeper.token(),
  replace: (refused: string) => keeper.replace(refused),
  begin(pair: TokenPair): void {
    keeper.begin(pair);
    store.setState({ isSignedIn: true });
  },
  /** Sign out here and in all other tabs. The server hears of it if it can be reached. */
  async end(): Promise<void> {
    const refresh = keeper.end();
    if (refresh !== null) await post("/api/v1/auth/sign-out", { refresh }).catch(() => null);
  },
  isSignedIn: () => store.getState().isSignedIn,
  subscribe: (listener: () => void) => store.subscribe(listener),
};

// Who listens waits for another process of the browser: what the page asks at once (boot.ts) goes before it.
queueMicrotask(() => window.addEventListener("storage", followOtherTabs));

function followOtherTabs(event: StorageEvent): void {
  if (event.key !== null && event.key !== KEY) return;
  const [before, after] = [userOf(event.oldValue), userOf(localStorage.getItem(KEY))];
  if (before === after) return; // the next token of the same person
  keeper.forgetAccess();
  if (after === null) store.setState({ isSignedIn: false });
  else window.location.reload(); // somebody else: nothing on this page is theirs
}

function userOf(refresh: string | null): string | null {
  return refresh === null ? null : (claimsOf(refresh)?.userId ?? null);
}

/** The same as long as somebody is signed in: what a tab reads of the store may be older than what another one wrote. */
function attempt(): string {
  const name = localStorage.getItem(ATTEMPT_KEY) ?? randomName();
  localStorage.setItem(ATTEMPT_KEY, name);
  return name;
}

/** crypto.randomUUID is there over https only. */
function randomName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join("");
}

/** Past the client, which asks for tokens itself. */
async function post(path: string, body: unknown): Promise<unknown> {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) }).catch(() => {
    throw unreachable();
  });
  const said: unknown = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) throw errorOf(answer.status, said);
  return said;
}
