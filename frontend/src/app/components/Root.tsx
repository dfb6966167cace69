import { useEffect, useRef } from "react";
import { Outlet, ScrollRestoration, useLocation, useMatches } from "react-router";
import { CONTENT, type Handle } from "@/app/handle";
import { useTheme } from "@/app/store/theme";
import { usePushedLinks } from "@/features/notifications/hooks/usePushedLinks";
import { shell } from "@/text/en/shell";
import { fill } from "@/text/fill";
import { ConfirmHost } from "@/ui/confirm";
import { ToastHost } from "@/ui/toast";

/** Around every page: title, focus after a change of page, and what lies above all. */
export function Root() {
  const { isDark } = useTheme();
  useTitle();
  useFocusOnNewPage();
  usePushedLinks();
  return (
    <>
      <Outlet />
      <ConfirmHost />
      <ToastHost theme={isDark ? "dark" : "light"} />
      <ScrollRestoration />
    </>
  );
}

function useTitle(): void {
  const handles = useMatches().map((match) => match.handle as Handle | undefined);
  const page = handles.findLast((handle) => handle !== undefined)?.title;
  useEffect(() => {
    document.title = page === undefined ? shell.product : fill(shell.title, { page });
  }, [page]);
}

/**
 * Screen readers and the keyboard go on at the top of a new page, not on the link that is gone. `isOpen` in the state
 * of the location: it is the page that was there, under another address.
 */
function useFocusOnNewPage(): void {
  const location = useLocation();
  const { pathname } = location;
  const isOpen = (location.state as { isOpen?: boolean } | null)?.isOpen === true;
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    if (isOpen) return;
    document.getElementById(CONTENT)?.focus({ preventScroll: true });
  }, [pathname, isOpen]);
}
