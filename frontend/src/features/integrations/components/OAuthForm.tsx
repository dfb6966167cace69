import { useMutation } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { type ReactNode, type SubmitEvent, useState } from "react";
import { fieldErrors } from "@/api/error";
import type { CredentialRead, ServiceRead } from "@/api/schema";
import { goToService, useOAuthWindow } from "@/features/integrations/hooks/useOAuth";
import { SecretFields } from "@/features/integrations/components/SecretFields";
import { fieldsOf, problemsIn, type Values } from "@/features/integrations/lib/form";
import { isConfigured } from "@/features/integrations/lib/service";
import { oauthErrorText } from "@/features/integrations/lib/words";
import { integrations } from "@/text/en/integrations";
import { fill } from "@/text/fill";
import { Button, buttonClass } from "@/ui/Button";
import { Checkbox } from "@/ui/Checkbox";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { Notice } from "@/ui/Page";
import { Spinner } from "@/ui/Spinner";

const words = integrations.form;

interface OAuthFormProps {
  service: ServiceRead;
  title: string;
  again?: CredentialRead | undefined;
  /** Ticked from the start: what the step at hand needs. */
  scopes?: readonly string[] | undefined;
  onConnected: (id: string) => void;
  returnTo?: string;
  /** Of the server that a step is about, where the service is any server. */
  address?: string;
  children: ReactNode;
}

/** Leads to the service, where its user allows what is ticked. */
export function OAuthForm({
  service,
  title,
  again,
  scopes: needed = [],
  onConnected,
  returnTo,
  address = "",
  children,
}: OAuthFormProps) {
  const offered = service.scopes.filter((scope) => !scope.is_always_asked);
  const [scopes, setScopes] = useState<readonly string[]>(
    again?.scopes ?? offered.map(({ name }) => name).filter((name) => needed.includes(name)),
  );
  const [parts, setParts] = useState<Values>({});
  const [server, setServer] = useState<Values>({ base_url: address });
  const [isChecked, setIsChecked] = useState(false);
  const problems = again === undefined ? problemsIn(service, "oauth2", server) : {};
  const [failure, setFailure] = useState<string | null>(null);
  const { waiting, begin } = useOAuthWindow((result) => {
    if ("connected" in result) onConnected(result.connected);
    else setFailure(oauthErrorText(result.error));
  });
  const asksForServer = fieldsOf(service, "oauth2").length > 0;
  const asking = useMutation({
    mutationFn: () => {
      const body = {
        title: title.trim(),
        ...(scopes.length > 0 && { scopes: [...scopes] }),
        ...(Object.keys(parts).length > 0 && { parts: { ...parts } }),
        ...(again !== undefined && { credential_id: again.id }),
        ...(again === undefined && asksForServer && { base_url: server.base_url?.trim() ?? "" }),
      };
      return returnTo === undefined
        ? begin(service.slug, body)
        : goToService(service.slug, { ...body, return_to: returnTo });
    },
    meta: { showsError: true },
  });
  if (!isConfigured(service, "oauth2")) {
    return <Notice tone="warning">{fill(words.notConfigured, { provider: service.name })}</Notice>;
  }
  const errors = fieldErrors(asking.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setFailure(null);
    setIsChecked(true);
    if (Object.keys(problems).length === 0) asking.mutate();
  };
  const toggle = (name: string, isWanted: boolean) =>
    setScopes(isWanted ? [...scopes, name] : scopes.filter((one) => one !== name));
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      {asking.error !== null && <Notice tone="danger">{asking.error.message}</Notice>}
      {failure !== null && <Notice tone="danger">{failure}</Notice>}
      {again === undefined && asksForServer && (
        <SecretFields
          service={service}
          kind="oauth2"
          values={server}
          problems={isChecked ? problems : {}}
          refused={errors}
          onChange={setServer}
        />
      )}
      {service.parts.map(({ name, label, example }) => (
        <Field
          key={name}
          label={label}
          hint={fill(words.example, { example })}
          error={errors[name]}
          isRequired
        >
          <Input
            value={parts[name] ?? ""}
            autoComplete="off"
            onChange={(event) => setParts({ ...parts, [name]: event.target.value })}
          />
        </Field>
      ))}
      {offered.length > 0 && (
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-2 text-sm font-medium">{words.fields.scopes}</legend>
          {offered.map(({ name, description }) => (
            <Checkbox
              key={name}
              label={description || name}
              isChecked={scopes.includes(name)}
              onChange={(isWanted) => toggle(name, isWanted)}
            />
          ))}
        </fieldset>
      )}
      {children}
      <p className="text-xs text-faint">{fill(words.oauthHint, { provider: service.name })}</p>
      {waiting.state === "waiting" && (
        <p role="status" className="flex items-center gap-2 text-sm text-muted">
          <Spinner />
          {fill(words.waiting, { provider: service.name })}
        </p>
      )}
      {waiting.state === "blocked" && (
        <p role="status" className="flex items-center gap-3 text-sm text-muted">
          {words.blocked}
          <a href={waiting.url} target="_blank" rel="noreferrer" className={buttonClass({ size: "small" })}>
            {words.openWindow}
          </a>
        </p>
      )}
      <Button
        type="submit"
        kind="primary"
        className="self-end"
        icon={<ExternalLink aria-hidden className="size-4" />}
        isBusy={asking.isPending}
      >
        {fill(words.submitOauth, { provider: service.name })}
      </Button>
    </form>
  );
}
