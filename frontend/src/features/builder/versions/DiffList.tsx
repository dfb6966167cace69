import type { ReactNode } from "react";
import type { ChangeRead, VersionDiffRead } from "@/api/schema";
import { titleOf } from "@/features/builder/lib/place";
import { useBlocks } from "@/features/builder/store/blocks";
import { isMove, type Picture } from "@/features/builder/versions/lib/drawn";
import { builder } from "@/text/en/builder";
import { fill } from "@/text/fill";
import { Badge, type Tone } from "@/ui/Badge";

const text = builder.diff;
const TONES: Record<"added" | "removed" | "changed", Tone> = {
  added: "success",
  removed: "danger",
  changed: "warning",
};

/** Field by field: what was, and what is now. */
export function DiffList({ diff, picture }: { diff: VersionDiffRead; picture: Picture }) {
  const blocks = useBlocks();
  const titles = new Map(picture.nodes.map(({ node }) => [node.id, titleOf(node, blocks.get(node.blockId))]));
  const named = (id: string) => titles.get(id) ?? id;
  const linkText = (link: { source_id: string; source_name: string; sink_id: string; sink_name: string }) =>
    fill(text.link, {
      source: `${named(link.source_id)} · ${link.source_name}`,
      sink: `${named(link.sink_id)} · ${link.sink_name}`,
    });
  const changed = diff.nodes.changed
    .map((node) => ({ ...node, changes: node.changes.filter((change) => !isMove(change)) }))
    .filter((node) => node.changes.length > 0);
  return (
    <section aria-label={text.list} className="min-h-0 w-full overflow-y-auto lg:w-96">
      {diff.about.length > 0 && (
        <Entry title={text.about} state="changed">
          <Changes changes={diff.about} />
        </Entry>
      )}
      {diff.nodes.added.map((node) => (
        <Entry key={node.id} title={named(node.id)} state="added" />
      ))}
      {diff.nodes.removed.map((node) => (
        <Entry key={node.id} title={named(node.id)} state="removed" />
      ))}
      {changed.map((node) => (
        <Entry key={node.id} title={named(node.id)} state="changed">
          <Changes changes={node.changes} />
        </Entry>
      ))}
      {diff.links.added.map((link) => (
        <Entry key={linkText(link)} title={linkText(link)} state="added" />
      ))}
      {diff.links.removed.map((link) => (
        <Entry key={linkText(link)} title={linkText(link)} state="removed" />
      ))}
      {diff.links.changed.map((link) => (
        <Entry key={linkText(link.new)} title={linkText(link.new)} state="changed" />
      ))}
      {diff.settings.length > 0 && (
        <Entry title={text.settings} state="changed">
          <Changes changes={diff.settings} />
        </Entry>
      )}
      {diff.is_reordered && <p className="py-2 text-xs text-muted">{text.reordered}</p>}
    </section>
  );
}

function Entry({
  title,
  state,
  children,
}: {
  title: string;
  state: keyof typeof TONES;
  children?: ReactNode;
}) {
  return (
    <div className="border-b border-line py-2.5 last:border-0">
      <div className="flex items-start justify-between gap-2">
        <h3 className="min-w-0 text-sm font-medium break-words">{title}</h3>
        <Badge tone={TONES[state]}>{text[state]}</Badge>
      </div>
      {children}
    </div>
  );
}

function Changes({ changes }: { changes: readonly ChangeRead[] }) {
  return (
    <dl className="mt-1 space-y-2">
      {changes.map((change) => (
        <div key={change.path.join(".")} className="text-xs">
          <dt className="font-medium text-muted">{pathText(change.path)}</dt>
          <dd className="mt-0.5 grid gap-1">
            <Side label={text.old} value={change.old} className="bg-danger-soft text-danger-text" />
            <Side label={text.new} value={change.new} className="bg-success-soft text-success-text" />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Side({ label, value, className }: { label: string; value: unknown; className: string }) {
  return (
    <pre
      className={`max-h-40 overflow-auto rounded px-2 py-1 font-sans break-words whitespace-pre-wrap ${className}`}
    >
      <span className="sr-only">{label} </span>
      {value === undefined
        ? text.nothing
        : typeof value === "string"
          ? value
          : JSON.stringify(value, null, 2)}
    </pre>
  );
}

/** Without the words that say only which part of the file it is. */
function pathText(path: readonly string[]): string {
  if (path.join(".") === "settings.is_disabled") return builder.node.disabled;
  const own = path[0] === "input_default" || path[0] === "metadata" ? path.slice(1) : path;
  return own.join(" · ");
}
