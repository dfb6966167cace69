import { useMutation } from "@tanstack/react-query";
import { type ReactNode, type SubmitEvent, useState } from "react";
import { fieldErrors } from "@/api/error";
import type { AuthKindEnum, CredentialRead, ServiceRead } from "@/api/schema";
import { changeCredential, connect } from "@/features/integrations/api";
import { OAuthForm } from "@/features/integrations/components/OAuthForm";
import { SecretFields } from "@/features/integrations/components/SecretFields";
import { bodyOf, problemsIn, secretOf, type Values } from "@/features/integrations/lib/form";
import { waysOf } from "@/features/integrations/lib/service";
import { integrations } from "@/text/en/integrations";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Checkbox } from "@/ui/Checkbox";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { Notice } from "@/ui/Page";
import { Select } from "@/ui/Select";

const words = integrations.form;

interface ConnectFormProps {
  service: ServiceRead;
  /** Gets another secret, and stays what it is otherwise. */
  again?: CredentialRead | undefined;
  /** What an account has to allow; ticked from the start. */
  scopes?: readonly string[] | undefined;
  onConnected: (id: string) => void;
  /** Where to come back to if the whole tab goes to the service; without it a window opens. */
  returnTo?: string;
  /** Of the server that a step is about, where the service is any server. */
  address?: string;
}

/** One service's form, by the way that is chosen. */
export function ConnectForm({ service, again, scopes, onConnected, returnTo, address }: ConnectFormProps) {
  const ways = again === undefined ? waysOf(service) : [again.kind];
  const [kind, setKind] = useState<AuthKindEnum>(ways[0] ?? "api_key");
  const [title, setTitle] = useState("");
  const about = (
    <Field label={words.name} hint={words.nameHint}>
      <Input
        value={title}
        maxLength={100}
        autoComplete="off"
        placeholder={service.name}
        onChange={(event) => setTitle(event.target.value)}
      />
    </Field>
  );
  return (
    <div className="flex flex-col gap-4 pb-1">
      {service.help !== "" && <p className="text-sm text-muted">{service.help}</p>}
      {service.has_system_credential && again === undefined && (
        <p className="text-sm text-muted">{fill(words.hasSystem, { provider: service.name })}</p>
      )}
      {ways.length > 1 && (
        <Field label={words.way}>
          <Select
            value={kind}
            choices={ways.map((value) => ({ value, label: integrations.kinds[value] }))}
            onChange={setKind}
          />
        </Field>
      )}
      {kind === "oauth2" ? (
        <OAuthForm
          service={service}
          title={title}
          again={again}
          scopes={scopes}
          onConnected={onConnected}
          {...(returnTo !== undefined && { returnTo })}
          {...(address !== undefined && { address })}
        >
          {again === undefined && about}
        </OAuthForm>
      ) : (
        <SecretForm
          key={kind}
          service={service}
          kind={kind}
          title={title}
          again={again}
          onConnected={onConnected}
          {...(address !== undefined && { address })}
        >
          {again === undefined && about}
        </SecretForm>
      )}
    </div>
  );
}

interface SecretFormProps extends Omit<ConnectFormProps, "returnTo" | "scopes"> {
  kind: AuthKindEnum;
  title: string;
  children: ReactNode;
}

function SecretForm({ service, kind, title, again, onConnected, address = "", children }: SecretFormProps) {
  const [values, setValues] = useState<Values>({ base_url: address });
  const [isShared, setIsShared] = useState(false);
  const [isChecked, setIsChecked] = useState(false);
  const problems = problemsIn(service, kind, values);
  const saving = useMutation({
    mutationFn: () =>
      again === undefined
        ? connect(bodyOf(service, kind, values, { title, is_shared: isShared }))
        : changeCredential(again.id, { secret: secretOf(service, kind, values) }),
    meta: { showsError: true },
    gcTime: 0,
    onSuccess: (made) => onConnected(made.id),
  });
  const refused = fieldErrors(saving.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setIsChecked(true);
    if (Object.keys(problems).length === 0) saving.mutate();
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      {saving.error !== null && <Notice tone="danger">{saving.error.message}</Notice>}
      <SecretFields
        service={service}
        kind={kind}
        values={values}
        problems={isChecked ? problems : {}}
        refused={refused}
        onChange={setValues}
      />
      {children}
      {again === undefined && (
        <Checkbox label={words.share} hint={words.shareHint} isChecked={isShared} onChange={setIsShared} />
      )}
      <Button type="submit" kind="primary" className="self-end" isBusy={saving.isPending}>
        {words.submit}
      </Button>
    </form>
  );
}
