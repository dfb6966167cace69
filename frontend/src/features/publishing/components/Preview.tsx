import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { SubmissionRead } from "@/api/schema";
import { Cover } from "@/features/marketplace/components/Cover";
import { Prose } from "@/features/marketplace/components/Prose";
import { priceText } from "@/features/marketplace/lib/shown";
import { imagePath, profileQuery } from "@/features/publishing/api";
import { NamedValues } from "@/features/runs/components/NamedValues";
import { publishing } from "@/text/en/publishing";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Card } from "@/ui/Card";

const words = publishing.preview;

/** A listing's page in short, made of what is saved. */
export function Preview({ draft }: { draft: SubmissionRead }) {
  const { data: profile } = useQuery(profileQuery);
  const cover = draft.images[0];
  const outputs = Object.entries(draft.demo_output);
  return (
    <Card className="overflow-hidden">
      <Cover title={draft.title} image={cover === undefined ? null : imagePath(cover)} className="max-h-72" />
      <div className="flex flex-col gap-4 px-4 py-4 sm:px-5">
        <div>
          <p className="text-lg font-semibold">{draft.title || words.noTitle}</p>
          <p className="text-muted">{draft.subtitle}</p>
          <div className="mt-2 flex flex-wrap items-center gap-2 text-sm">
            {profile !== undefined && (
              <span className="text-muted">{fill(words.by, { name: profile.name })}</span>
            )}
            <Badge tone="accent">{priceText(draft.price)}</Badge>
            <Badge>{draft.is_closed ? words.closed : words.open}</Badge>
            {draft.tags.map((tag) => (
              <Badge key={tag}>{tag}</Badge>
            ))}
          </div>
        </div>
        <Text title={words.description} text={draft.description} />
        <Text title={words.instructions} text={draft.instructions} />
        {outputs.length > 0 && (
          <Section title={words.example}>
            <NamedValues values={outputs} empty="" />
          </Section>
        )}
      </div>
    </Card>
  );
}

function Text({ title, text }: { title: string; text: string }) {
  return text === "" ? null : (
    <Section title={title}>
      <Prose text={text} />
    </Section>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <p className="mb-1 text-sm font-semibold">{title}</p>
      {children}
    </div>
  );
}
