import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useId, useState } from "react";
import { fieldErrors } from "@/api/error";
import type { PrivateProviderSummary } from "@/api/schema";
import { removeApplication, setApplication } from "@/features/integrations/api";
import { integrations } from "@/text/en/integrations";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input, PasswordInput } from "@/ui/Input";
import { toast } from "@/ui/toast";

const words = integrations.apis.application;
const CALLBACK_PATH = "/oauth/callback";

/** By which application of the workspace members sign in at an added API. */
export function ApplicationDialog({ one, onClose }: { one: PrivateProviderSummary; onClose: () => void }) {
  const [clientId, setClientId] = useState(one.client_id);
  const [secret, setSecret] = useState("");
  const formId = useId();
  const { name } = one;
  const saving = useMutation({
    mutationFn: () => setApplication(one.id, { client_id: clientId.trim(), client_secret: secret.trim() }),
    gcTime: 0,
    onSuccess: () => {
      toast.success(fill(words.saved, { name }));
      onClose();
    },
  });
  const removing = useMutation({
    mutationFn: () => removeApplication(one.id),
    onSuccess: () => {
      toast.success(fill(words.gone, { name }));
      onClose();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const errors = fieldErrors(saving.error);
  const actions = (
    <>
      {one.client_id !== "" && (
        <Button isBusy={removing.isPending} onClick={() => removing.mutate()}>
          {words.remove}
        </Button>
      )}
      <Button
        type="submit"
        form={formId}
        kind="primary"
        isBusy={saving.isPending}
        disabled={clientId.trim() === ""}
      >
        {words.save}
      </Button>
    </>
  );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={fill(words.title, { name })}
      description={fill(words.intro, { address: `${window.location.origin}${CALLBACK_PATH}` })}
      actions={actions}
    >
      <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-4 pb-1">
        <Field label={words.clientId} error={errors.client_id} isRequired>
          <Input
            value={clientId}
            maxLength={500}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setClientId(event.target.value)}
          />
        </Field>
        <Field label={words.clientSecret} hint={words.secretHint} error={errors.client_secret}>
          <PasswordInput
            value={secret}
            maxLength={4_000}
            autoComplete="new-password"
            data-1p-ignore
            onChange={(event) => setSecret(event.target.value)}
          />
        </Field>
      </form>
    </Dialog>
  );
}
