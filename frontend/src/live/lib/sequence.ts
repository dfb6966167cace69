interface Numbered {
  sequence: number;
}

export interface Taken<Event> {
  fresh: Event[];
  last: number;
  hasGap: boolean;
}

/** What of `events` lies behind `last`, and whether a number between is missing. */
export function take<Event extends Numbered>(events: Event[], last: number): Taken<Event> {
  const fresh: Event[] = [];
  let [seen, hasGap] = [last, false];
  for (const event of events) {
    if (event.sequence <= seen) continue;
    hasGap ||= event.sequence !== seen + 1;
    seen = event.sequence;
    fresh.push(event);
  }
  return { fresh, last: seen, hasGap };
}
