import clsx from "clsx";
import { CircleAlert, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { ui } from "@/text/en/ui";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/Card";

interface PageProps {
  title: string;
  intro?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A page that scrolls, with its one heading. */
export function Page({ title, intro, actions, children }: PageProps) {
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-1 flex-col gap-5 px-4 py-5 sm:px-8 sm:py-7">
      <header className="flex flex-wrap items-end justify-between gap-3 sm:flex-nowrap">
        <div className="min-w-0">
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          {intro !== undefined && <p className="mt-0.5 text-muted">{intro}</p>}
        </div>
        {actions !== undefined && (
          <div className="flex items-center gap-2 max-sm:flex-wrap sm:shrink-0">{actions}</div>
        )}
      </header>
      {children}
    </div>
  );
}

/** Why a list or a page could not be loaded, and another try. */
export function LoadFailed({ error, onRetry }: { error: Error; onRetry: () => void }) {
  return (
    <EmptyState
      icon={<TriangleAlert className="size-6" />}
      title={ui.loadFailed}
      text={error.message}
      action={<Button onClick={onRetry}>{ui.tryAgain}</Button>}
    />
  );
}

const NOTICES = {
  info: "bg-info-soft text-info-text",
  success: "bg-success-soft text-success-text",
  warning: "bg-warning-soft text-warning-text",
  danger: "bg-danger-soft text-danger-text",
};

/** A message that stays in the page. danger is read out at once. */
export function Notice({ tone, children }: { tone: keyof typeof NOTICES; children: ReactNode }) {
  return (
    <div
      role={tone === "danger" ? "alert" : "status"}
      className={clsx("flex items-start gap-2 rounded-lg px-3 py-2 text-sm", NOTICES[tone])}
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
