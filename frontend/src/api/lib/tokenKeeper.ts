// The tokens of one tab. The access token lives in memory only. The refresh token is shared by all tabs and works
// once: whoever uses it puts the next one in its place, one tab at a time but for a page's first one. A page may be
// left before the answer is there, and a tab may read the store before the last write has reached it; it then uses a
// token again, under the name of the attempt that all tabs share, and the server gives what it gave before.
import { ApiError } from "@/api/error";
import { claimsOf } from "@/api/lib/jwt";

export interface TokenPair {
  access: string;
  refresh: string;
}

/** What the keeper needs of the browser and the server. */
export interface Outside {
  readRefresh: () => string | null;
  writeRefresh: (refresh: string | null) => void;
  /** Runs `work` while no other tab runs its own. */
  exclusively: <T>(work: () => Promise<T>) => Promise<T>;
  /** A new pair; rejects with an ApiError of status 401 if the token is used up. */
  rotate: (refresh: string, attempt: string) => Promise<TokenPair>;
  /** A name for what these tabs try, the same from sign-in to sign-out. */
  attempt: () => string;
  nowMs: () => number;
  onEnd: () => void;
}

const SPARE_MS = 30_000; // an access token that expires sooner is renewed before it is used

export class TokenKeeper {
  private access: { value: string; expiresAtMs: number } | null = null;
  private renewal: Promise<string | null> | null = null;
  private hasBegun = false; // there was a token, signed in for or renewed

  constructor(private readonly outside: Outside) {}

  hasSession(): boolean {
    return this.outside.readRefresh() !== null;
  }

  begin(pair: TokenPair): void {
    this.outside.writeRefresh(pair.refresh);
    this.keep(pair.access);
  }

  /** Forget everything; gives the refresh token, to be revoked. */
  end(): string | null {
    const refresh = this.outside.readRefresh();
    this.access = null;
    this.outside.writeRefresh(null);
    this.outside.onEnd();
    return refresh;
  }

  /** Another tab ended or replaced the session. */
  forgetAccess(): void {
    this.access = null;
  }

  /** A usable access token, or null if nobody is signed in. Rejects if the server cannot be asked. */
  async token(): Promise<string | null> {
    if (this.access !== null && this.access.expiresAtMs - SPARE_MS > this.outside.nowMs())
      return this.access.value;
    return this.renewOnce();
  }

  /** A token in place of one that the server refused. */
  async replace(refused: string): Promise<string | null> {
    if (this.access !== null && this.access.value !== refused) return this.token();
    this.access = null;
    return this.renewOnce();
  }

  private renewOnce(): Promise<string | null> {
    this.renewal ??= this.inTurn().finally(() => {
      this.renewal = null;
    });
    return this.renewal;
  }

  /** A page's first token waits for no other tab: the browser gives a lock when no script runs, and a page begins with many. */
  private inTurn(): Promise<string | null> {
    if (!this.hasBegun) return this.renew();
    return this.outside.exclusively(() => this.renew());
  }

  private async renew(): Promise<string | null> {
    const refresh = this.outside.readRefresh();
    if (refresh === null) return null;
    let pair: TokenPair;
    try {
      pair = await this.outside.rotate(refresh, this.outside.attempt());
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      return this.renewAfterRefusal(refresh);
    }
    const present = this.outside.readRefresh();
    if (present === null) return null; // signed out meanwhile, here or in another tab: that lasts
    if (present === refresh) this.outside.writeRefresh(pair.refresh);
    this.keep(pair.access);
    return pair.access;
  }

  /** Without a lock between tabs another one may have used the token first, and left the next. */
  private renewAfterRefusal(refused: string): Promise<string | null> {
    if (this.outside.readRefresh() !== refused) return this.renew();
    this.end();
    return Promise.resolve(null);
  }

  private keep(access: string): void {
    this.hasBegun = true;
    const lifetimeSeconds = claimsOf(access)?.lifetimeSeconds ?? 60;
    this.access = { value: access, expiresAtMs: this.outside.nowMs() + lifetimeSeconds * 1000 };
  }
}
