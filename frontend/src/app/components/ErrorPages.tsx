import { Compass, Lock, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { isRouteErrorResponse, Link, useRouteError } from "react-router";
import { ApiError } from "@/api/error";
import { shell } from "@/text/en/shell";
import { Button, buttonClass } from "@/ui/Button";
import { EmptyState } from "@/ui/Card";

const toStart = (
  <Link to="/" className={buttonClass({ kind: "primary" })}>
    {shell.notFound.back}
  </Link>
);

export function NotFound() {
  const { title, text } = shell.notFound;
  return (
    <Middle>
      <EmptyState icon={<Compass />} title={title} text={text} action={toStart} />
    </Middle>
  );
}

export function Forbidden() {
  const { title, text } = shell.forbidden;
  return (
    <Middle>
      <EmptyState icon={<Lock />} title={title} text={text} action={toStart} />
    </Middle>
  );
}

/** What stands in place of a page that threw. A refusal of the API has a page of its own. */
export function Crashed() {
  const error = useRouteError();
  if (error instanceof ApiError && error.status === 403) return <Forbidden />;
  if (error instanceof ApiError && error.status === 404) return <NotFound />;
  const { title, text, again, details } = shell.crashed;
  const reload = (
    <Button kind="primary" onClick={() => window.location.reload()}>
      {again}
    </Button>
  );
  return (
    <Middle>
      <EmptyState icon={<TriangleAlert />} title={title} text={text} action={reload} />
      <details className="mx-auto max-w-xl text-sm text-muted">
        <summary>{details}</summary>
        <pre className="mt-2 overflow-auto rounded-md bg-subtle p-3 text-xs">{textOf(error)}</pre>
      </details>
    </Middle>
  );
}

function Middle({ children }: { children: ReactNode }) {
  return <div className="flex min-h-full flex-1 flex-col justify-center">{children}</div>;
}

function textOf(error: unknown): string {
  if (isRouteErrorResponse(error)) return `${error.status} ${error.statusText}`;
  return error instanceof Error ? error.message : String(error);
}
