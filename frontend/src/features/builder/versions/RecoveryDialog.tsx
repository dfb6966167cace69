import type { Found } from "@/features/builder/hooks/useOpening";
import { fromApi } from "@/features/builder/lib/fromApi";
import { builder } from "@/text/en/builder";
import { fill, plural } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Notice } from "@/ui/Page";
import { RelativeTime } from "@/ui/Time";

const text = builder.recovery;

/** Work that was never saved is there from before: go on with it? Closing decides nothing. */
export function RecoveryDialog({
  found,
  onSettle,
  onClose,
}: {
  found: Found;
  onSettle: (isWanted: boolean) => void;
  onClose: () => void;
}) {
  const { copy, graph } = found;
  const count = fromApi(copy.graph).nodes.length;
  const base = copy.base_version;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={text.title}
      description={graph === null ? text.textNew : text.text}
      actions={
        <>
          <Button onClick={() => onSettle(false)}>{text.discard}</Button>
          <Button kind="primary" onClick={() => onSettle(true)}>
            {text.restore}
          </Button>
        </>
      }
    >
      <p className="text-sm">
        <strong className="font-medium">{copy.name || builder.untitled}</strong>
        {" · "}
        {plural(count, text.nodes.one, text.nodes.many)}
        {" · "}
        <RelativeTime at={copy.updated_at} />
      </p>
      {graph !== null && base !== null && base !== graph.version && (
        <div className="mt-3">
          <Notice tone="warning">{fill(text.older, { base, current: graph.version })}</Notice>
        </div>
      )}
    </Dialog>
  );
}
