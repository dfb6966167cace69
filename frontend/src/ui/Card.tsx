import clsx from "clsx";
import type { ComponentProps, ReactNode } from "react";

export function Card({ className, ...rest }: ComponentProps<"div">) {
  return <div className={clsx("rounded-xl border border-line bg-surface", className)} {...rest} />;
}

interface EmptyStateProps {
  icon?: ReactNode;
  title: string;
  text: string;
  action?: ReactNode;
}

export function EmptyState({ icon, title, text, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center">
      {icon !== undefined && (
        <div
          aria-hidden
          className="mb-4 flex size-12 items-center justify-center rounded-xl bg-accent-soft text-accent-text"
        >
          {icon}
        </div>
      )}
      <h2 className="text-lg font-semibold">{title}</h2>
      <p className="mt-1 max-w-md text-muted">{text}</p>
      {action !== undefined && <div className="mt-5">{action}</div>}
    </div>
  );
}
