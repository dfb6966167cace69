import { useQuery } from "@tanstack/react-query";
import { Link2Off } from "lucide-react";
import { Link, useParams } from "react-router";
import type { ExecutionStatus, SharedRead } from "@/api/schema";
import { NamedValues } from "@/features/runs/components/NamedValues";
import { sharedQuery } from "@/features/runs/queries";
import { runs } from "@/text/en/runs";
import { shell } from "@/text/en/shell";
import { fill } from "@/text/fill";
import { StatusBadge } from "@/ui/Badge";
import { Card, EmptyState } from "@/ui/Card";
import { fullTime, tookTime } from "@/ui/lib/format";
import { Wordmark } from "@/ui/Logo";
import { LoadFailed } from "@/ui/Page";
import { Loading } from "@/ui/Spinner";

const words = runs.shared;

/** What an agent gave, for anybody who has the link. */
export function SharedPage() {
  const { token = "" } = useParams();
  const shared = useQuery(sharedQuery(token));
  return (
    <div className="min-h-full">
      <meta name="robots" content="noindex" />
      <meta name="referrer" content="no-referrer" />
      <main className="mx-auto flex w-full max-w-3xl flex-col gap-5 px-4 py-8">
        {shared.isPending && <Loading />}
        {shared.isError &&
          (shared.error.status === 404 ? (
            <EmptyState icon={<Link2Off className="size-6" />} title={words.gone} text={words.goneText} />
          ) : (
            <LoadFailed error={shared.error} onRetry={() => void shared.refetch()} />
          ))}
        {shared.isSuccess && <Shared shared={shared.data} />}
      </main>
      <footer className="flex justify-center pb-8 text-xs text-faint">
        <Link to="/" aria-label={words.made} className="rounded-md p-1 text-muted hover:text-text">
          <Wordmark />
        </Link>
      </footer>
    </div>
  );
}

function Shared({ shared }: { shared: SharedRead }) {
  const { name, status, started_at: started, ended_at: ended } = shared;
  return (
    <>
      <title>{fill(shell.title, { page: name })}</title>
      <header className="flex flex-col gap-1.5">
        <div className="flex flex-wrap items-center gap-3">
          <h1 className="text-xl font-semibold tracking-tight">{name}</h1>
          <StatusBadge status={status as ExecutionStatus} />
        </div>
        <p className="text-sm text-muted">
          {fullTime(new Date(started ?? shared.created_at))}
          {started !== null && ended !== null && ` · ${tookTime(started, ended)}`}
        </p>
      </header>
      <Card className="min-w-0 p-4 sm:p-6">
        <NamedValues values={Object.entries(shared.outputs)} empty={runs.one.noOutputs} />
      </Card>
    </>
  );
}
