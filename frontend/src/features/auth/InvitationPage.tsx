import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useLocation, useNavigate } from "react-router";
import { api, data } from "@/api/client";
import { meQuery } from "@/api/me";
import { queryClient } from "@/api/queryClient";
import { workspace } from "@/api/workspace";
import { signOut } from "@/app/lib/signOut";
import { AuthFrame } from "@/features/auth/components/AuthFrame";
import { LINK } from "@/features/auth/components/link";
import { hashToken } from "@/features/auth/lib/hashToken";
import { auth } from "@/text/en/auth";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Page";
import { toast } from "@/ui/toast";

export function InvitationPage() {
  const token = hashToken(useLocation().hash);
  const navigate = useNavigate();
  const { data: me } = useQuery(meQuery);
  const join = useMutation({
    mutationFn: () => data(api.POST("/api/v1/invitations/accept", { body: { token: token ?? "" } })),
    meta: { showsError: true },
    onSuccess: (joined) => {
      queryClient.clear();
      workspace.choose(joined.id);
      toast.success(fill(auth.invitation.joined, { workspace: joined.name }));
      void navigate("/", { replace: true });
    },
  });
  const { title, intro, submit, noToken, signedInAs, otherAccount, start } = auth.invitation;
  const toStart = (
    <Link to="/" className={LINK}>
      {start}
    </Link>
  );
  return (
    <AuthFrame title={title} intro={intro} footer={toStart}>
      {token === null && <Notice tone="danger">{noToken}</Notice>}
      {join.error !== null && <Notice tone="danger">{join.error.message}</Notice>}
      {token !== null && (
        <Button kind="primary" size="large" isBusy={join.isPending} onClick={() => join.mutate()}>
          {submit}
        </Button>
      )}
      {me !== undefined && (
        <p className="text-sm text-muted">
          {fill(signedInAs, { email: me.email })}{" "}
          <button type="button" className={LINK} onClick={() => void signOut()}>
            {otherAccount}
          </button>
        </p>
      )}
    </AuthFrame>
  );
}
