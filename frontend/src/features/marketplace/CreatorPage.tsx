import { useQuery } from "@tanstack/react-query";
import { UserX } from "lucide-react";
import { useParams } from "react-router";
import type { CreatorRead } from "@/api/schema";
import { creatorQuery } from "@/features/marketplace/api";
import { Avatar, CreatorName } from "@/features/marketplace/components/CreatorName";
import { Gone } from "@/features/marketplace/components/Gone";
import { Prose } from "@/features/marketplace/components/Prose";
import { Results } from "@/features/marketplace/components/Results";
import { MeanRating } from "@/features/marketplace/components/Stars";
import { dayText } from "@/features/marketplace/lib/shown";
import { marketplace } from "@/text/en/marketplace";
import { shell } from "@/text/en/shell";
import { fill, plural } from "@/text/fill";
import { amount } from "@/ui/lib/format";
import { LoadFailed } from "@/ui/Page";
import { Loading } from "@/ui/Spinner";

const { creator: words } = marketplace;
const ALL = {};

/** Who offers agents, and all that they offer. */
export function CreatorPage() {
  const { slug = "" } = useParams();
  const creator = useQuery(creatorQuery(slug));
  if (creator.isPending) return <Loading />;
  if (creator.isError) {
    return creator.error.status === 404 ? (
      <Gone icon={<UserX className="size-6" />} title={words.gone} text={words.goneText} />
    ) : (
      <LoadFailed error={creator.error} onRetry={() => void creator.refetch()} />
    );
  }
  const label = fill(words.agents, { name: creator.data.name });
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-1 flex-col gap-6 px-4 py-5 sm:px-8 sm:py-7">
      <title>{fill(shell.title, { page: creator.data.name })}</title>
      <Head creator={creator.data} />
      <section className="flex flex-col gap-3">
        <h2 className="text-lg font-semibold">{label}</h2>
        <Results filter={ALL} creator={slug} label={label} empty={null} />
      </section>
    </div>
  );
}

function Head({ creator }: { creator: CreatorRead }) {
  const { runs } = marketplace;
  const runCount = plural(
    creator.run_count,
    runs.one,
    runs.many.replace("{count}", amount(creator.run_count)),
  );
  return (
    <header className="flex flex-col gap-4 sm:flex-row sm:gap-6">
      <Avatar creator={creator} className="size-20 text-2xl!" />
      <div className="flex min-w-0 flex-1 flex-col gap-2">
        <h1 className="flex min-w-0 text-xl font-semibold tracking-tight">
          <CreatorName creator={creator} />
        </h1>
        <p className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-muted">
          <MeanRating rating={creator.rating} count={creator.rating_count} />
          <span>{runCount}</span>
          <span>{fill(words.since, { day: dayText(creator.created_at) })}</span>
        </p>
        {creator.bio !== "" && <Prose text={creator.bio} />}
        {creator.links.length > 0 && (
          <ul aria-label={words.links} className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
            {creator.links.map(({ title, url }) => (
              <li key={url}>
                <a
                  href={url}
                  target="_blank"
                  rel="noopener noreferrer nofollow"
                  className="text-accent-text underline-offset-2 hover:underline"
                >
                  {title}
                </a>
              </li>
            ))}
          </ul>
        )}
      </div>
    </header>
  );
}
