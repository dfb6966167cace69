import { api, data } from "@/api/client";
import { ApiError, unreachable } from "@/api/error";
import type { SketchDone, SketchLine, SketchProgress, SketchWishRequest } from "@/api/schema";
import { linesOf, textOf } from "@/features/sketch/lib/lines";

/** What a model draws. Rejects with ApiError, or AbortError once `signal` says so: the model is stopped then. */
export async function sketched(
  body: SketchWishRequest,
  signal: AbortSignal,
  onProgress: (progress: SketchProgress) => void,
): Promise<SketchDone> {
  const stream = await data(api.POST("/api/v1/graphs/sketch", { body, signal, parseAs: "stream" }));
  try {
    for await (const text of linesOf(textOf(stream as unknown as ReadableStream<Uint8Array>))) {
      const line = JSON.parse(text) as SketchLine;
      if (line.type === "sketch") return line;
      if (line.type === "failed") throw new ApiError(502, line.code, line.message, line.details);
      onProgress(line);
    }
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError) throw unreachable();
    throw error;
  }
  throw unreachable();
}
