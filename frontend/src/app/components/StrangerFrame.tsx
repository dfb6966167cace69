import { Link, Outlet, useLocation } from "react-router";
import { CONTENT } from "@/app/handle";
import { signInPath } from "@/app/lib/returnPath";
import { marketplace } from "@/text/en/marketplace";
import { shell } from "@/text/en/shell";
import { buttonClass } from "@/ui/Button";
import { Wordmark } from "@/ui/Logo";

const { stranger: words } = marketplace;

/** Around the pages that people see who are not signed in, as those of the marketplace. */
export function StrangerFrame() {
  const { pathname, search } = useLocation();
  const toSignIn = signInPath(pathname + search);
  return (
    <div className="flex h-dvh flex-col">
      <a
        href={`#${CONTENT}`}
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-accent focus:px-3 focus:py-2 focus:text-white"
      >
        {shell.skip}
      </a>
      <header className="shrink-0 border-b border-line bg-surface">
        <div className="mx-auto flex h-12 w-full max-w-6xl items-center gap-2 px-4 sm:px-8">
          <Link to="/marketplace" className="mr-auto rounded-md py-1">
            <Wordmark />
          </Link>
          <Link to={toSignIn} className={buttonClass({ kind: "ghost" })}>
            {words.signIn}
          </Link>
          <Link to={toSignIn.replace("/sign-in", "/register")} className={buttonClass({ kind: "primary" })}>
            {words.register}
          </Link>
        </div>
      </header>
      <main id={CONTENT} tabIndex={-1} className="flex min-h-0 flex-1 flex-col overflow-y-auto outline-none">
        <Outlet />
      </main>
    </div>
  );
}
