import type { ImportedRead } from "@/api/schema";
import { byOperation } from "@/features/integrations/lib/privateApi";
import { integrations } from "@/text/en/integrations";
import { fill, plural } from "@/text/fill";
import { Badge } from "@/ui/Badge";

const words = integrations.apis.preview;

/** What an import would make: its blocks, what is new or gone, and what has to be left out. */
export function ApiPreview({ imported }: { imported: ImportedRead }) {
  const { provider, added, changed, gone } = imported;
  const leftOut = byOperation(provider.left_out);
  const isKnown = provider.revision > 0;
  const marks = new Map([
    ...added.map((slug) => [slug, words.isNew] as const),
    ...changed.map((slug) => [slug, words.isChanged] as const),
  ]);
  return (
    <div className="flex flex-col gap-4 text-sm">
      <p className="text-muted">
        {fill(words.where, { name: provider.name, address: provider.base_url })}{" "}
        {provider.auth === "none" ? words.open : words.auth[provider.auth as keyof typeof words.auth]}
      </p>
      <section>
        <h3 className="mb-1 font-medium">
          {plural(provider.operations.length, words.blocks.one, words.blocks.many)}
        </h3>
        <ul aria-label={words.list} className="divide-y divide-line rounded-lg border border-line">
          {provider.operations.map((one) => (
            <li key={one.block_id} className="flex items-center gap-3 px-3 py-2">
              <div className="min-w-0 flex-1">
                <p className="truncate font-medium">{one.name}</p>
                <p className="truncate text-muted">{one.description}</p>
              </div>
              {isKnown && marks.has(one.slug.slice(provider.slug.length + 1)) && (
                <Badge>{marks.get(one.slug.slice(provider.slug.length + 1))}</Badge>
              )}
              <code className="max-w-2/5 shrink-0 truncate text-xs text-faint">
                {one.method} {one.path}
              </code>
            </li>
          ))}
        </ul>
      </section>
      {gone.length > 0 && (
        <section>
          <h3 className="mb-1 font-medium">{words.gone}</h3>
          <p className="text-muted">{gone.join(", ")}</p>
        </section>
      )}
      {leftOut.length > 0 && (
        <section>
          <h3 className="mb-1 font-medium">{words.leftOut}</h3>
          <ul className="flex flex-col gap-1">
            {leftOut.map(([operation, reasons]) => (
              <li key={operation}>
                <code className="text-xs">{operation}</code>
                <span className="text-muted">: {reasons.join("; ")}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
