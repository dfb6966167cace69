import type { ExecutionEvent, Hint } from "@/live/types";

export interface Answer {
  type: "subscribed" | "unsubscribed" | "watched" | "unwatched" | "refused";
  /** Of what was asked: this, or a workspace. */
  execution_id?: string;
  reason?: string;
}

interface Parsed {
  answers: Answer[];
  events: Map<string, ExecutionEvent[]>;
  hints: Hint[];
}

const ANSWERS = new Set(["subscribed", "unsubscribed", "watched", "unwatched", "refused"]);
const HINTS = new Set(["executions.changed", "reviews.changed", "notification"]);

/** A frame of the socket as answers, as events by execution, and as hints of workspaces; each in order. */
export function parsed(frame: string): Parsed {
  const said = JSON.parse(frame) as Told | Told[];
  const answers: Answer[] = [];
  const hints: Hint[] = [];
  const events = new Map<string, ExecutionEvent[]>();
  for (const one of Array.isArray(said) ? said : [said]) {
    if (isAnswer(one)) answers.push(one);
    else if (isHint(one)) hints.push(one);
    else events.set(one.execution_id, [...(events.get(one.execution_id) ?? []), one]);
  }
  return { answers, events, hints };
}

type Told = Answer | ExecutionEvent | Hint;

function isAnswer(one: Told): one is Answer {
  return ANSWERS.has(one.type);
}

function isHint(one: Told): one is Hint {
  return HINTS.has(one.type);
}
