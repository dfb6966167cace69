import { Link, useLocation, useNavigate } from "react-router";
import { api } from "@/api/client";
import { session } from "@/api/session";
import { AuthFrame } from "@/features/auth/components/AuthFrame";
import { LINK } from "@/features/auth/components/link";
import { useForm } from "@/features/auth/hooks/useForm";
import { hashToken } from "@/features/auth/lib/hashToken";
import { auth } from "@/text/en/auth";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { PasswordInput } from "@/ui/Input";
import { Notice } from "@/ui/Page";
import { toast } from "@/ui/toast";

const again = (
  <Link to="/password/forgot" className={LINK}>
    {auth.reset.again}
  </Link>
);

export function ResetPage() {
  const navigate = useNavigate();
  const token = hashToken(useLocation().hash);
  const form = useForm(
    (value) =>
      api.POST("/api/v1/auth/password/reset", { body: { token: token ?? "", password: value("password") } }),
    () => {
      void session.end(); // the server has ended every session
      toast.success(auth.reset.done);
      void navigate("/sign-in", { replace: true });
    },
  );
  const { title, intro, submit, noToken } = auth.reset;
  return (
    <AuthFrame title={title} intro={intro} footer={again}>
      {token === null ? (
        <Notice tone="danger">{noToken}</Notice>
      ) : (
        <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
          {form.message !== null && <Notice tone="danger">{form.message}</Notice>}
          <Field label={auth.newPassword} error={form.errors.password} hint={auth.passwordHint}>
            <PasswordInput name="password" autoComplete="new-password" required />
          </Field>
          <Button type="submit" kind="primary" size="large" isBusy={form.isBusy}>
            {submit}
          </Button>
        </form>
      )}
    </AuthFrame>
  );
}
