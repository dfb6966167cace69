import type { ReactNode } from "react";
import { Link } from "react-router";
import type { ListingRead } from "@/api/schema";
import { ServiceMark } from "@/features/integrations/components/ServiceMark";
import { dayText } from "@/features/marketplace/lib/shown";
import { marketplace } from "@/text/en/marketplace";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";

const { page: words } = marketplace;
const ACCESS = ["reads", "sends", "keeps", "hosts"] as const;

/** What one should know before adding an agent: accounts, data, version, where it stands. */
export function Facts({ listing, names }: { listing: ListingRead; names: ReadonlyMap<string, string> }) {
  return (
    <div className="flex flex-col gap-5">
      <Fact title={words.needs}>
        {listing.providers.length === 0 ? (
          <p className="text-sm text-muted">{words.needsNothing}</p>
        ) : (
          <ul className="flex flex-col gap-2">
            {listing.providers.map(({ id, name }) => (
              <li key={id} className="flex items-center gap-2 text-sm">
                <ServiceMark name={name} className="size-6! rounded-md! text-xs!" />
                {name}
              </li>
            ))}
          </ul>
        )}
      </Fact>
      <DataAccess access={listing.data_access} />
      {listing.categories.length > 0 && (
        <Fact title={words.categories}>
          <ul className="flex flex-wrap gap-1.5">
            {listing.categories.map((slug) => (
              <Word key={slug} to={`/marketplace?category=${slug}`} text={names.get(slug) ?? slug} />
            ))}
          </ul>
        </Fact>
      )}
      {listing.tags.length > 0 && (
        <Fact title={words.tags}>
          <ul className="flex flex-wrap gap-1.5">
            {listing.tags.map((tag) => (
              <Word key={tag} to={`/marketplace?tag=${encodeURIComponent(tag)}`} text={tag} />
            ))}
          </ul>
        </Fact>
      )}
      <Versions listing={listing} />
    </div>
  );
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-sm font-semibold">{title}</h2>
      {children}
    </section>
  );
}

function DataAccess({ access }: { access: ListingRead["data_access"] }) {
  const told = ACCESS.map((kind) => ({ kind, lines: access[kind] ?? [] })).filter(
    ({ lines }) => lines.length > 0,
  );
  return (
    <Fact title={words.data}>
      {told.length === 0 && <p className="text-sm text-muted">{words.dataNothing}</p>}
      {told.map(({ kind, lines }) => (
        <div key={kind} className="text-sm">
          <h3 className="text-xs text-faint">{words[kind]}</h3>
          <ul className="ml-4 list-disc text-muted marker:text-faint">
            {lines.map((line) => (
              <li key={line} className="break-words">
                {line}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </Fact>
  );
}

function Word({ to, text }: { to: string; text: string }) {
  return (
    <li>
      <Link to={to} className="rounded-full hover:underline">
        <Badge>{text}</Badge>
      </Link>
    </li>
  );
}

function Versions({ listing }: { listing: ListingRead }) {
  return (
    <Fact title={words.versions}>
      <ol className="flex flex-col gap-2">
        {listing.versions.map(({ number, decided_at: day, changelog }) => (
          <li key={number} className="text-sm">
            <details open={number === listing.version} className="group">
              <summary className="cursor-pointer rounded-md">
                <span className="font-medium">{fill(words.version, { number })}</span>
                {day !== null && <span className="text-faint"> · {dayText(day)}</span>}
              </summary>
              <p className="mt-1 ml-4 break-words whitespace-pre-line text-muted">
                {changelog === "" ? words.noChanges : changelog}
              </p>
            </details>
          </li>
        ))}
      </ol>
    </Fact>
  );
}
