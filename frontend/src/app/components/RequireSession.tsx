import { Navigate, Outlet, useLocation, useMatches } from "react-router";
import { useIsSignedIn } from "@/api/hooks";
import type { Handle } from "@/app/handle";
import { signInPath } from "@/app/lib/returnPath";

/** Strangers go to the sign-in page, and from there back to where they wanted to go; unless the page is public. */
export function RequireSession() {
  const isSignedIn = useIsSignedIn();
  const { pathname, search, hash } = useLocation();
  const isPublic = useMatches().some((match) => (match.handle as Handle | undefined)?.isPublic === true);
  return isSignedIn || isPublic ? <Outlet /> : <Navigate to={signInPath(pathname + search + hash)} replace />;
}
