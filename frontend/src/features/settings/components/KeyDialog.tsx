import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, data } from "@/api/client";
import { queryClient } from "@/api/queryClient";
import type { ScopesEnum } from "@/api/schema";
import { keysQuery } from "@/features/settings/api";
import { EXPIRIES, type Expiry, expiryDate, SCOPES } from "@/features/settings/lib/scopes";
import { settings } from "@/text/en/settings";
import { Button } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { FormDialog } from "@/ui/FormDialog";
import { Input } from "@/ui/Input";
import { Select } from "@/ui/Select";

const words = settings.keys;
const SCOPE_CHOICES = SCOPES.map((value) => ({ value, label: words.scopes[value] }));
const EXPIRY_CHOICES = EXPIRIES.map((value) => ({ value, label: words.expiries[value] }));

/** Makes a key, and then shows it, once. */
export function KeyDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [scope, setScope] = useState<ScopesEnum>("run");
  const [expiry, setExpiry] = useState<Expiry>("90");
  const making = useMutation({
    mutationFn: () => {
      const expires_at = expiryDate(expiry, new Date());
      return data(api.POST("/api/v1/api-keys", { body: { name: name.trim(), scopes: [scope], expires_at } }));
    },
    meta: { showsError: true },
    gcTime: 0, // the key itself is nowhere once the dialog is closed
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keysQuery.queryKey }),
  });
  if (making.isSuccess) return <Made apiKey={making.data.key} onClose={onClose} />;
  return (
    <FormDialog
      onClose={onClose}
      onSubmit={() => making.mutate()}
      saving={making}
      fields={["name", "scopes", "expires_at"]}
      title={words.create}
      submitLabel={words.submit}
      canSubmit={name.trim() !== ""}
    >
      {(errors) => (
        <>
          <Field label={words.name} hint={words.nameHint} error={errors.name}>
            <Input
              value={name}
              maxLength={100}
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
            />
          </Field>
          <Field label={words.scope} error={errors.scopes}>
            <Select value={scope} choices={SCOPE_CHOICES} onChange={setScope} />
          </Field>
          <Field label={words.expiry} error={errors.expires_at}>
            <Select value={expiry} choices={EXPIRY_CHOICES} onChange={setExpiry} />
          </Field>
        </>
      )}
    </FormDialog>
  );
}

function Made({ apiKey, onClose }: { apiKey: string; onClose: () => void }) {
  const done = (
    <Button kind="primary" onClick={onClose}>
      {words.done}
    </Button>
  );
  return (
    <Dialog isOpen onClose={onClose} title={words.madeTitle} description={words.made} actions={done}>
      <Field label={words.key}>
        <div className="flex items-center gap-2">
          <Input
            readOnly
            value={apiKey}
            className="font-mono text-xs!"
            onFocus={(event) => event.target.select()}
          />
          <CopyButton text={apiKey} label={words.copy} />
        </div>
      </Field>
    </Dialog>
  );
}
