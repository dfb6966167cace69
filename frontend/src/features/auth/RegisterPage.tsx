import { Link, Navigate, useLocation } from "react-router";
import { api, data } from "@/api/client";
import { useIsSignedIn } from "@/api/hooks";
import { session } from "@/api/session";
import { returnPath } from "@/app/lib/returnPath";
import { AuthFrame } from "@/features/auth/components/AuthFrame";
import { LINK } from "@/features/auth/components/link";
import { Providers } from "@/features/auth/components/Providers";
import { useForm } from "@/features/auth/hooks/useForm";
import { auth } from "@/text/en/auth";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Input, PasswordInput } from "@/ui/Input";
import { Notice } from "@/ui/Page";

export function RegisterPage() {
  const { search } = useLocation();
  const isSignedIn = useIsSignedIn();
  const form = useForm(
    (value) => {
      const body = { email: value("email"), password: value("password"), name: value("name") };
      return data(api.POST("/api/v1/auth/register", { body }));
    },
    (answer) => session.begin(answer),
  );
  if (isSignedIn) return <Navigate to={returnPath(search)} replace />;
  const { title, intro, submit, hasAccount, signIn } = auth.register;
  const toSignIn = (
    <>
      {hasAccount}{" "}
      <Link to={`/sign-in${search}`} className={LINK}>
        {signIn}
      </Link>
    </>
  );
  return (
    <AuthFrame title={title} intro={intro} footer={toSignIn}>
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        {form.message !== null && <Notice tone="danger">{form.message}</Notice>}
        <Field label={auth.name} error={form.errors.name} aside={auth.optional}>
          <Input name="name" autoComplete="name" maxLength={100} />
        </Field>
        <Field label={auth.email} error={form.errors.email}>
          <Input name="email" type="email" autoComplete="username" maxLength={254} required />
        </Field>
        <Field label={auth.password} error={form.errors.password} hint={auth.passwordHint}>
          <PasswordInput name="password" autoComplete="new-password" required />
        </Field>
        <Button type="submit" kind="primary" size="large" isBusy={form.isBusy}>
          {submit}
        </Button>
      </form>
      <Providers />
    </AuthFrame>
  );
}
