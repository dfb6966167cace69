import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { PrivateProviderSummary } from "@/api/schema";
import { removeApplication, setApplication } from "@/features/integrations/api";
import { integrations } from "@/text/en/integrations";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { FormDialog } from "@/ui/FormDialog";
import { Input, PasswordInput } from "@/ui/Input";
import { toast } from "@/ui/toast";

const words = integrations.apis.application;
const CALLBACK_PATH = "/oauth/callback";

/** By which application of the workspace members sign in at an added API. */
export function ApplicationDialog({ one, onClose }: { one: PrivateProviderSummary; onClose: () => void }) {
  const [clientId, setClientId] = useState(one.client_id);
  const [secret, setSecret] = useState("");
  const { name } = one;
  const saving = useMutation({
    mutationFn: () => setApplication(one.id, { client_id: clientId.trim(), client_secret: secret.trim() }),
    meta: { showsError: true },
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
  const remove = one.client_id !== "" && (
    <Button isBusy={removing.isPending} onClick={() => removing.mutate()}>
      {words.remove}
    </Button>
  );
  return (
    <FormDialog
      onClose={onClose}
      onSubmit={() => saving.mutate()}
      saving={saving}
      fields={["client_id", "client_secret"]}
      title={fill(words.title, { name })}
      description={fill(words.intro, { address: `${window.location.origin}${CALLBACK_PATH}` })}
      submitLabel={words.save}
      canSubmit={clientId.trim() !== ""}
      otherActions={remove}
    >
      {(errors) => (
        <>
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
        </>
      )}
    </FormDialog>
  );
}
