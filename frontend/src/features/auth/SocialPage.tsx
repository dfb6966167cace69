import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { api, data } from "@/api/client";
import { session } from "@/api/session";
import { AuthFrame } from "@/features/auth/components/AuthFrame";
import { LINK } from "@/features/auth/components/link";
import { takeReturnPath } from "@/features/auth/lib/socialReturn";
import { auth } from "@/text/en/auth";
import { Notice } from "@/ui/Page";
import { Loading } from "@/ui/Spinner";

/** Where a provider's site sends the browser back to: `?code=` works once, `?error=` says why not. */
export function SocialPage() {
  const [given] = useSearchParams();
  const navigate = useNavigate();
  const code = given.get("code");
  // A query and not an effect: React may run an effect twice, and the code works once.
  const exchange = useQuery({
    queryKey: ["social", code],
    queryFn: () => data(api.POST("/api/v1/auth/social/exchange", { body: { code: code ?? "" } })),
    enabled: code !== null,
    retry: false,
    staleTime: Infinity,
  });
  const pair = exchange.data;
  useEffect(() => {
    if (pair === undefined) return;
    session.begin(pair);
    void navigate(takeReturnPath(), { replace: true });
  }, [pair, navigate]);
  const failure = given.get("error") ?? exchange.error?.code ?? (code === null ? "other" : null);
  if (failure === null) {
    return (
      <AuthFrame title={auth.social.title} intro={auth.social.working}>
        <Loading />
      </AuthFrame>
    );
  }
  const back = (
    <Link to="/sign-in" className={LINK}>
      {auth.social.back}
    </Link>
  );
  return (
    <AuthFrame title={auth.social.failedTitle} footer={back}>
      <Notice tone="danger">{reasonOf(failure)}</Notice>
    </AuthFrame>
  );
}

function reasonOf(code: string): string {
  const reasons: Record<string, string> = auth.social.errors;
  return reasons[code] ?? auth.social.errors.other;
}
