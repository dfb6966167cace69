import { Download, FileText } from "lucide-react";
import { values as words } from "@/text/en/values";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { bytes } from "@/ui/lib/format";
import { download } from "@/values/download";
import { asFile } from "@/values/lib/asFile";
import { contentOf, mediaTypeOf, sizeOf } from "@/values/lib/dataUri";

const PREVIEWED = /^(text\/|application\/(json|xml|x?yaml))/;
const MAX_PREVIEWED_BYTES = 200_000;
const PREVIEW_CHARACTERS = 2000;

/** A file: what it is, how large, its beginning if it is text, and a way to keep it. */
export function FileView({ uri, name }: { uri: string; name: string }) {
  const type = mediaTypeOf(uri) ?? "";
  const size = sizeOf(uri);
  const beginning = size <= MAX_PREVIEWED_BYTES && PREVIEWED.test(type) ? textOf(uri) : null;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center gap-3 rounded-lg border border-line p-3">
        <FileText aria-hidden className="size-5 shrink-0 text-faint" />
        <div className="min-w-0 flex-1">
          <p className="truncate text-sm font-medium">{asFile(uri, name, "file").name}</p>
          <p className="text-xs text-faint">{fill(words.fileOf, { type, size: bytes(size) })}</p>
        </div>
        <Button
          size="small"
          icon={<Download aria-hidden className="size-3.5" />}
          onClick={() => download(asFile(uri, name, "file"))}
        >
          {words.download}
        </Button>
      </div>
      {beginning !== null && (
        <pre
          aria-label={words.preview}
          className="max-h-48 overflow-hidden rounded-lg bg-subtle p-3 font-mono text-xs break-words whitespace-pre-wrap"
        >
          {beginning}
        </pre>
      )}
    </div>
  );
}

function textOf(uri: string): string | null {
  const content = contentOf(uri);
  return content === null ? null : new TextDecoder().decode(content).slice(0, PREVIEW_CHARACTERS);
}
