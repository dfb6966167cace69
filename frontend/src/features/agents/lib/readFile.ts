import { MAX_FILE_BYTES } from "@/features/agents/lib/readAgent";
import { agents } from "@/text/en/agents";
import { fill } from "@/text/fill";
import { bytes } from "@/ui/lib/format";

const words = agents.importing;

export async function readFile(file: File): Promise<{ text: string | null; refusal: string | null }> {
  if (file.size > MAX_FILE_BYTES) {
    return {
      text: null,
      refusal: fill(words.tooLarge, { size: bytes(file.size), limit: bytes(MAX_FILE_BYTES) }),
    };
  }
  return { text: await file.text(), refusal: null };
}
