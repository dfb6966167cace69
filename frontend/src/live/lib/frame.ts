import type { ExecutionEvent } from "@/live/types";

export interface Answer {
  type: "subscribed" | "unsubscribed" | "refused";
  execution_id: string;
  reason?: string;
}

const ANSWERS = new Set(["subscribed", "unsubscribed", "refused"]);

/** A frame of the socket as answers, and as events by execution, both in order. */
export function parsed(frame: string): { answers: Answer[]; events: Map<string, ExecutionEvent[]> } {
  const said = JSON.parse(frame) as Answer | ExecutionEvent | ExecutionEvent[];
  const answers: Answer[] = [];
  const events = new Map<string, ExecutionEvent[]>();
  for (const one of Array.isArray(said) ? said : [said]) {
    if (isAnswer(one)) answers.push(one);
    else events.set(one.execution_id, [...(events.get(one.execution_id) ?? []), one]);
  }
  return { answers, events };
}

function isAnswer(one: Answer | ExecutionEvent): one is Answer {
  return ANSWERS.has(one.type);
}
