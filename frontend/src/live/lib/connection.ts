// One WebSocket for everything that is watched. It opens with the first watcher and closes with the last; when it
// breaks it comes back by itself and asks for what lies behind the last event of each watcher.
import { delayMs } from "@/live/lib/backoff";
import { parsed } from "@/live/lib/frame";
import { take } from "@/live/lib/sequence";
import type { ConnectionState, ExecutionEvent, Hint, HintWatcher, Watcher } from "@/live/types";

// As the browser's WebSocket has them, so that one fits.
type Listener<What> = ((this: WebSocket, event: What) => unknown) | null;

export interface Socket {
  send: (text: string) => void;
  close: () => void;
  onopen: Listener<Event>;
  onmessage: Listener<MessageEvent>;
  onclose: Listener<CloseEvent>;
}

export interface Surroundings {
  /** A usable access token, or null if nobody is signed in. `isSuspect`: the last connection did not get in. */
  token: (isSuspect: boolean) => Promise<string | null>;
  open: (token: string) => Socket;
  later: (work: () => void, delayMs: number) => () => void;
  random: () => number;
  onState: (state: ConnectionState, attempt: number) => void;
}

interface Watch {
  watcher: Watcher;
  last: number;
}

const IDLE_MS = 5_000; // the socket outlives its last watcher by this, as between two pages

export class LiveConnection {
  private readonly watched = new Map<string, Set<Watch>>();
  private readonly workspaces = new Map<string, Set<HintWatcher>>();
  private socket: Socket | null = null;
  private isOpen = false;
  private isAsking = false; // for a token
  private wasOpen = false;
  private attempt = 0;
  private cancelTimer: (() => void) | null = null;

  constructor(private readonly around: Surroundings) {}

  /** Watch one execution. Gives the function that ends it. */
  subscribe(executionId: string, watcher: Watcher): () => void {
    const watch = { watcher, last: watcher.after };
    const watches = this.watched.get(executionId) ?? new Set();
    this.watched.set(executionId, watches.add(watch));
    if (this.isOpen) this.ask(executionId);
    else this.begin();
    return () => this.unsubscribe(executionId, watch);
  }

  /** Hear what changes in a workspace. Gives the function that ends it. */
  watchWorkspace(workspaceId: string, watcher: HintWatcher): () => void {
    const watchers = this.workspaces.get(workspaceId) ?? new Set();
    this.workspaces.set(workspaceId, watchers.add(watcher));
    // The server tells the present numbers at once: who comes later asks for them again.
    if (this.isOpen) this.send({ type: "watch", workspace_id: workspaceId });
    else this.begin();
    return () => {
      if (!watchers.delete(watcher) || watchers.size > 0) return;
      this.workspaces.delete(workspaceId);
      if (this.isOpen) this.send({ type: "unwatch", workspace_id: workspaceId });
      if (!this.isWanted) this.rest();
    };
  }

  /** The network is back, or the page is looked at again: do not wait for the next try. */
  hurry(): void {
    if (this.socket !== null || !this.isWanted) return;
    this.attempt = 0;
    void this.connect();
  }

  /** The network is gone, or another person signed in. */
  drop(): void {
    const socket = this.socket;
    if (socket === null) return;
    this.forget();
    socket.close();
    this.retry();
  }

  private unsubscribe(executionId: string, watch: Watch): void {
    const watches = this.watched.get(executionId);
    if (watches?.delete(watch) !== true || watches.size > 0) return;
    this.watched.delete(executionId);
    if (this.isOpen) this.send({ type: "unsubscribe", execution_id: executionId });
    if (!this.isWanted) this.rest();
  }

  private get isWanted(): boolean {
    return this.watched.size > 0 || this.workspaces.size > 0;
  }

  private begin(): void {
    if (this.socket === null && this.cancelTimer === null) void this.connect();
  }

  private rest(): void {
    this.cancelTimer?.();
    this.cancelTimer = this.around.later(() => {
      this.cancelTimer = null;
      if (this.isWanted) {
        if (this.socket === null) void this.connect();
        return;
      }
      const socket = this.socket;
      this.forget();
      socket?.close();
      this.wasOpen = false;
      this.around.onState("idle", 0);
    }, IDLE_MS);
  }

  private async connect(): Promise<void> {
    this.cancelTimer?.();
    this.cancelTimer = null;
    if (this.isAsking) return;
    this.around.onState("connecting", this.attempt);
    this.isAsking = true;
    const token = await this.around.token(this.attempt > 1).catch(() => undefined);
    this.isAsking = false;
    if (token === null) {
      this.around.onState("idle", 0);
      return;
    }
    if (token === undefined) {
      this.retry();
      return;
    }
    this.listen(this.around.open(token));
  }

  private listen(socket: Socket): void {
    this.socket = socket;
    socket.onopen = () => {
      this.isOpen = true;
      this.attempt = 0;
      this.around.onState("open", 0);
      this.resume();
    };
    socket.onmessage = (message) => this.receive(String(message.data));
    socket.onclose = () => {
      this.forget();
      this.retry();
    };
  }

  private resume(): void {
    for (const [executionId, watches] of this.watched) {
      // The server keeps events for a time only: after a pause REST has to tell what it no longer can.
      if (this.wasOpen) for (const { watcher } of watches) watcher.onGap();
      this.ask(executionId);
    }
    for (const [workspaceId, watchers] of this.workspaces) {
      if (this.wasOpen) for (const watcher of watchers) watcher.onGap();
      this.send({ type: "watch", workspace_id: workspaceId });
    }
    this.wasOpen = true;
  }

  private retry(): void {
    if (!this.isWanted) {
      this.around.onState("idle", 0);
      return;
    }
    this.attempt += 1;
    this.around.onState("waiting", this.attempt);
    this.cancelTimer?.();
    this.cancelTimer = this.around.later(
      () => void this.connect(),
      delayMs(this.attempt, this.around.random()),
    );
  }

  private forget(): void {
    if (this.socket !== null) this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
    this.socket = null;
    this.isOpen = false;
  }

  private ask(executionId: string): void {
    const known = [...(this.watched.get(executionId) ?? [])].map((watch) => watch.last);
    this.send({ type: "subscribe", execution_id: executionId, after: Math.min(...known) });
  }

  private send(message: object): void {
    this.socket?.send(JSON.stringify(message));
  }

  private receive(frame: string): void {
    const { answers, events, hints } = parsed(frame);
    for (const answer of answers) {
      if (answer.type !== "refused" || answer.execution_id === undefined) continue;
      for (const { watcher } of this.watchesOf(answer.execution_id)) watcher.onRefused?.(answer.reason ?? "");
    }
    for (const [executionId, told] of events) {
      for (const watch of this.watchesOf(executionId)) hand(watch, told);
    }
    for (const hint of hints) {
      for (const watcher of this.watchersFor(hint)) watcher.onHint(hint);
    }
  }

  private watchersFor(hint: Hint): HintWatcher[] {
    if (hint.type === "notification") return [...this.workspaces.values()].flatMap((one) => [...one]);
    return [...(this.workspaces.get(hint.workspace_id) ?? [])];
  }

  private watchesOf(executionId: string): Watch[] {
    return [...(this.watched.get(executionId) ?? [])];
  }
}

function hand(watch: Watch, told: ExecutionEvent[]): void {
  const { fresh, last, hasGap } = take(told, watch.last);
  watch.last = last;
  if (hasGap) watch.watcher.onGap();
  if (fresh.length > 0) watch.watcher.onEvents(fresh);
}
