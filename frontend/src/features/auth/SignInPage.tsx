import { Link, Navigate, useLocation } from "react-router";
import { api, data } from "@/api/client";
import { useIsSignedIn } from "@/api/hooks";
import { session } from "@/api/session";
import { returnPath } from "@/app/lib/returnPath";
import { AuthFrame } from "@/features/auth/components/AuthFrame";
import { Providers } from "@/features/auth/components/Providers";
import { LINK } from "@/features/auth/components/link";
import { useForm } from "@/features/auth/hooks/useForm";
import { auth } from "@/text/en/auth";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Input, PasswordInput } from "@/ui/Input";
import { Notice } from "@/ui/Page";

export function SignInPage() {
  const { search } = useLocation();
  const isSignedIn = useIsSignedIn();
  const form = useForm(
    (value) =>
      data(api.POST("/api/v1/auth/token", { body: { email: value("email"), password: value("password") } })),
    (pair) => session.begin(pair),
  );
  if (isSignedIn) return <Navigate to={returnPath(search)} replace />;
  const { title, intro, submit, forgot, noAccount, register } = auth.signIn;
  const toRegister = (
    <>
      {noAccount}{" "}
      <Link to={`/register${search}`} className={LINK}>
        {register}
      </Link>
    </>
  );
  const toForgot = (
    <Link to="/password/forgot" className={LINK}>
      {forgot}
    </Link>
  );
  return (
    <AuthFrame title={title} intro={intro} footer={toRegister}>
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        {form.message !== null && <Notice tone="danger">{form.message}</Notice>}
        <Field label={auth.email} error={form.errors.email}>
          <Input name="email" type="email" autoComplete="username" required />
        </Field>
        <Field label={auth.password} error={form.errors.password} aside={toForgot}>
          <PasswordInput name="password" autoComplete="current-password" required />
        </Field>
        <Button type="submit" kind="primary" size="large" isBusy={form.isBusy}>
          {submit}
        </Button>
      </form>
      <Providers />
    </AuthFrame>
  );
}
