import { useState } from "react";
import { Link } from "react-router";
import { api } from "@/api/client";
import { AuthFrame } from "@/features/auth/components/AuthFrame";
import { LINK } from "@/features/auth/components/link";
import { useForm } from "@/features/auth/hooks/useForm";
import { auth } from "@/text/en/auth";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { Notice } from "@/ui/Page";

const back = (
  <Link to="/sign-in" className={LINK}>
    {auth.forgot.back}
  </Link>
);

export function ForgotPage() {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useForm(async (value) => {
    await api.POST("/api/v1/auth/password/reset-request", { body: { email: value("email") } });
    return value("email");
  }, setSentTo);
  const { title, intro, submit, sentTitle, sent } = auth.forgot;
  if (sentTo !== null) {
    return (
      <AuthFrame title={sentTitle} footer={back}>
        <Notice tone="success">{fill(sent, { email: sentTo })}</Notice>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title={title} intro={intro} footer={back}>
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        {form.message !== null && <Notice tone="danger">{form.message}</Notice>}
        <Field label={auth.email} error={form.errors.email}>
          <Input name="email" type="email" autoComplete="username" maxLength={254} required />
        </Field>
        <Button type="submit" kind="primary" size="large" isBusy={form.isBusy}>
          {submit}
        </Button>
      </form>
    </AuthFrame>
  );
}
