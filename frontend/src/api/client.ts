// The one way to the API: typed by docs/openapi.yaml, signed in, in the chosen workspace, one kind of error.
import createClient from "openapi-fetch";
import { takeEarly } from "@/api/early";
import { errorOf, unreachable } from "@/api/error";
import type { paths } from "@/api/schema";
import { session } from "@/api/session";
import { signed } from "@/api/signed";

/** `api.GET("/api/v1/graphs", {…})` and so on; rejects with ApiError. Take the answer with `data()`. */
export const api = createClient<paths>({ baseUrl: window.location.origin, fetch: send });

/** The body of an answer. */
export async function data<Body>(call: Promise<{ data?: Body }>): Promise<Body> {
  const answer = await call;
  return answer.data as Body; // `send` rejects whatever is no success
}

async function send(request: Request): Promise<Response> {
  const again = request.clone();
  const token = await session.token();
  let answer = await (takeEarly(request) ?? fetch(signed(request, token))).catch(refuse);
  if (answer.status === 401 && token !== null) {
    const fresh = await session.replace(token);
    if (fresh !== null) answer = await fetch(signed(again, fresh)).catch(refuse);
  }
  if (!answer.ok) throw errorOf(answer.status, await answer.json().catch(() => null));
  return answer;
}

function refuse(error: unknown): never {
  if (error instanceof DOMException && error.name === "AbortError") throw error;
  throw unreachable();
}
