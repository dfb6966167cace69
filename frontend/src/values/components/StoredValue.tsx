import { useQuery } from "@tanstack/react-query";
import { Archive, Download } from "lucide-react";
import { type ReactNode, useState } from "react";
import { storedValue } from "@/values/storedValue";
import { values as words } from "@/text/en/values";
import { Button } from "@/ui/Button";
import { LoadFailed } from "@/ui/Page";
import { download } from "@/values/download";
import { asFile } from "@/values/lib/asFile";
import { kindOf } from "@/values/lib/kindOf";
import { storedLine } from "@/values/lib/preview";
import type { StoredReference, ValueSchema } from "@/values/types";

const MAX_SHOWN_BYTES = 16 * 1024 * 1024;

interface StoredProps {
  reference: StoredReference;
  name: string;
  schema?: ValueSchema;
  /** Shows the whole value once it is there. */
  children: (whole: unknown) => ReactNode;
}

/** A large value: its beginning and size, and the whole of it when it is asked for. */
export function StoredValue({ reference, name, schema, children }: StoredProps) {
  const [isWanted, setIsWanted] = useState(false);
  const { url } = reference;
  const whole = useQuery({
    queryKey: ["stored", url],
    queryFn: ({ signal }) => storedValue(url ?? "", signal),
    enabled: isWanted && url !== null,
    staleTime: Infinity, // named by the hash of what is in it
    gcTime: 60_000,
  });
  if (whole.isError) return <LoadFailed error={whole.error} onRetry={() => void whole.refetch()} />;
  if (whole.isSuccess) return children(whole.data);
  const keep = async () => {
    const value = await storedValue(url ?? "");
    download(asFile(value, name, kindOf(value, schema)));
  };
  return (
    <div className="min-w-0 rounded-lg border border-line">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 p-3">
        <Archive aria-hidden className="size-4 shrink-0 text-faint" />
        <div className="min-w-0 flex-1">
          <p className="text-sm font-medium">{words.kinds.stored}</p>
          <p className="text-xs text-faint">{storedLine(reference)}</p>
        </div>
        {url !== null && reference.bytes <= MAX_SHOWN_BYTES && (
          <Button size="small" isBusy={whole.isFetching} onClick={() => setIsWanted(true)}>
            {words.load}
          </Button>
        )}
        {url !== null && (
          <Button
            size="small"
            icon={<Download aria-hidden className="size-3.5" />}
            onClick={() => void keep()}
          >
            {words.download}
          </Button>
        )}
      </div>
      {(url === null || reference.bytes > MAX_SHOWN_BYTES) && (
        <p className="px-3 pb-3 text-xs text-muted">{url === null ? words.storedGone : words.storedLarge}</p>
      )}
      {reference.preview !== null && (
        <pre className="max-h-24 overflow-hidden border-t border-line bg-subtle p-3 font-mono text-xs break-words whitespace-pre-wrap text-muted">
          {reference.preview}
        </pre>
      )}
    </div>
  );
}
