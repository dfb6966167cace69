import type { ReactNode } from "react";
import { CONTENT } from "@/app/handle";
import { Chord } from "@/features/auth/components/Chord";
import { auth } from "@/text/en/auth";
import { Wordmark } from "@/ui/Logo";

interface AuthFrameProps {
  title: string;
  intro?: string;
  children: ReactNode;
  footer?: ReactNode;
}

/** The two halves of every page for strangers: the form, and what this is. */
export function AuthFrame({ title, intro, children, footer }: AuthFrameProps) {
  return (
    <div className="grid min-h-full lg:grid-cols-2">
      <main id={CONTENT} tabIndex={-1} className="flex flex-col bg-surface px-6 py-6 outline-none sm:px-10">
        <Wordmark />
        <div className="mx-auto flex w-full max-w-sm flex-1 flex-col justify-center py-10">
          <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
          {intro !== undefined && <p className="mt-1 text-muted">{intro}</p>}
          <div className="mt-6 flex flex-col gap-4">{children}</div>
          {footer !== undefined && <p className="mt-6 text-sm text-muted">{footer}</p>}
        </div>
      </main>
      <aside className="relative hidden overflow-hidden bg-[#1c1740] text-white lg:block">
        <Chord />
        <div className="absolute inset-x-0 bottom-0 bg-linear-to-t from-[#1c1740] via-[#1c1740]/90 to-transparent p-12 pt-32">
          <p className="text-2xl font-semibold tracking-tight">{auth.slogan}</p>
          <p className="mt-2 max-w-md text-base text-[#c9c3f5]">{auth.sloganText}</p>
        </div>
      </aside>
    </div>
  );
}
