import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";

type Details = Record<string, unknown>;

/** Whatever a request can fail with. status 0: no answer came. `code` is one of docs/errors.md. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Details = {},
  ) {
    super(message);
  }

  /** Asking again may help: the server, or the way to it, was away. */
  get isPassing(): boolean {
    return this.status === 0 || this.status >= 502;
  }
}

export function unreachable(): ApiError {
  return new ApiError(0, "unreachable", ui.unreachable);
}

/** The error in an answer's body; what is not in the API's shape gets a message of ours. */
export function errorOf(status: number, body: unknown): ApiError {
  if (isErrorBody(body)) return new ApiError(status, body.code, body.message, body.details);
  return new ApiError(status, "unexpected_answer", fill(ui.unexpected, { status }));
}

/** What is wrong with each field, as sentences. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError) || error.status !== 400) return {};
  const found = Object.entries(error.details).flatMap(([name, reasons]) => {
    const text = textOf(reasons);
    return text === "" ? [] : [[name, text] as const];
  });
  return Object.fromEntries(found);
}

function textOf(reasons: unknown): string {
  const list = Array.isArray(reasons) ? reasons.filter((reason) => typeof reason === "string") : [];
  return list.map(asSentence).join(" ");
}

function asSentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

function isErrorBody(body: unknown): body is { code: string; message: string; details: Details } {
  if (typeof body !== "object" || body === null) return false;
  const { code, message, details } = body as Partial<Record<string, unknown>>;
  return (
    typeof code === "string" && typeof message === "string" && typeof details === "object" && details !== null
  );
}
