import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { api, data } from "@/api/client";
import { fieldErrors } from "@/api/error";
import { session } from "@/api/session";
import { signOut } from "@/app/lib/signOut";
import { Section, SettingsFrame } from "@/features/settings/components/SettingsFrame";
import { settings } from "@/text/en/settings";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { PasswordInput } from "@/ui/Input";
import { Notice } from "@/ui/Page";
import { toast } from "@/ui/toast";

const words = settings.security;

export function SecurityPage() {
  return (
    <SettingsFrame title={settings.pages.security} intro={words.intro}>
      <Section title={words.passwordTitle} intro={words.passwordIntro}>
        <PasswordForm />
      </Section>
      <Section title={words.signOutTitle} intro={words.signOutIntro}>
        <Button onClick={() => void signOut()}>{words.signOut}</Button>
      </Section>
    </SettingsFrame>
  );
}

function PasswordForm() {
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const changing = useMutation({
    mutationFn: () =>
      data(api.POST("/api/v1/auth/password/change", { body: { old_password: old, new_password: next } })),
    meta: { showsError: true },
    onSuccess: (pair) => {
      session.begin(pair); // the old tokens have ended
      setOld("");
      setNext("");
      toast.success(words.changed);
    },
  });
  const errors = fieldErrors(changing.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    changing.mutate();
  };
  return (
    <form onSubmit={submit} className="flex max-w-md flex-col gap-4">
      {changing.error !== null && Object.keys(errors).length === 0 && (
        <Notice tone="danger">{changing.error.message}</Notice>
      )}
      <Field label={words.old} error={errors.old_password}>
        <PasswordInput
          value={old}
          autoComplete="current-password"
          onChange={(event) => setOld(event.target.value)}
        />
      </Field>
      <Field label={words.new} hint={words.newHint} error={errors.new_password}>
        <PasswordInput
          value={next}
          autoComplete="new-password"
          onChange={(event) => setNext(event.target.value)}
        />
      </Field>
      <Button
        type="submit"
        kind="primary"
        className="self-start"
        isBusy={changing.isPending}
        disabled={old === "" || next === ""}
      >
        {words.change}
      </Button>
    </form>
  );
}
