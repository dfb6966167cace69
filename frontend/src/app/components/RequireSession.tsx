import { Navigate, Outlet, useLocation } from "react-router";
import { useIsSignedIn } from "@/api/session";
import { signInPath } from "@/app/lib/returnPath";

/** Strangers go to the sign-in page, and from there back to where they wanted to go. */
export function RequireSession() {
  const isSignedIn = useIsSignedIn();
  const { pathname, search, hash } = useLocation();
  return isSignedIn ? <Outlet /> : <Navigate to={signInPath(pathname + search + hash)} replace />;
}
