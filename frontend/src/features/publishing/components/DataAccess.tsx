import type { DataAccess as Access } from "@/api/schema";
import { publishing } from "@/text/en/publishing";
import { Card } from "@/ui/Card";

const words = publishing.check;
const PARTS = ["reads", "sends", "keeps", "hosts"] as const;

/** What the steps read, send, keep and call, as people are told. */
export function DataAccess({ access, providers }: { access: Access; providers: readonly string[] }) {
  const parts = PARTS.filter((part) => access[part].length > 0);
  return (
    <section className="flex flex-col gap-2">
      <div>
        <h3 className="text-sm font-medium">{words.access}</h3>
        <p className="text-xs text-faint">{words.accessHint}</p>
      </div>
      <Card className="px-4 py-3 text-sm">
        {parts.length === 0 && providers.length === 0 && <p className="text-muted">{words.accessNone}</p>}
        <dl className="flex flex-col gap-3">
          {providers.length > 0 && <Part title={words.providers} lines={[providers.join(", ")]} />}
          {parts.map((part) => (
            <Part key={part} title={words[part]} lines={access[part]} />
          ))}
        </dl>
      </Card>
    </section>
  );
}

function Part({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <div className="grid gap-x-4 sm:grid-cols-[10rem_minmax(0,1fr)]">
      <dt className="text-muted">{title}</dt>
      <dd>
        <ul>
          {lines.map((line) => (
            <li key={line} className="wrap-anywhere">
              {line}
            </li>
          ))}
        </ul>
      </dd>
    </div>
  );
}
