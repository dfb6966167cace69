// Answers that were asked for before the code that needs them was there (boot.ts). Whoever asks for the same gets them.
import { session } from "@/api/session";
import { signed } from "@/api/signed";
import { workspace } from "@/api/workspace";

const KEPT_MS = 10_000; // from a start to a page that asks, at the most; older ones would be told as news

const answers = new Map<string, Promise<Response>>();

/** paths: of GET requests, from `/api/` on, as the page will write them. */
export function askEarly(paths: readonly string[]): void {
  for (const path of paths) {
    const url = new URL(path, window.location.origin).href;
    const answer = session.token().then((token) => {
      if (token === null) throw new Error("nobody is signed in");
      return fetch(signed(new Request(url), token));
    });
    answer.catch(() => answers.delete(url)); // who needs it asks again, and says what is wrong
    answers.set(url, answer);
  }
  setTimeout(() => answers.clear(), KEPT_MS);
}

/** The answer to this request if it was asked for early; to one of them only. */
export function takeEarly({ method, url, headers }: Request): Promise<Response> | undefined {
  if (method !== "GET" || headers.has("X-Workspace")) return undefined;
  const answer = answers.get(url);
  answers.delete(url);
  return answer;
}

// What was asked in the name of somebody else, or elsewhere, is no answer any more.
session.subscribe(() => answers.clear());
workspace.subscribe(() => answers.clear());
