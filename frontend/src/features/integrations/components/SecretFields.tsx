import type { AuthKindEnum, ServiceRead } from "@/api/schema";
import { fieldsOf, HEADERS, type Refusal, type Values } from "@/features/integrations/lib/form";
import { siteOf } from "@/features/integrations/lib/service";
import { integrations } from "@/text/en/integrations";
import { fields } from "@/text/en/fields";
import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";
import { Field } from "@/ui/Field";
import { Input, PasswordInput, TextArea } from "@/ui/Input";

const words = integrations.form.fields;
const HINTS: Readonly<Record<string, string>> = {
  base_url: words.baseUrlHint,
  host: words.hostHint,
  [HEADERS]: words.headersHint,
};

interface SecretFieldsProps {
  service: ServiceRead;
  kind: AuthKindEnum;
  values: Values;
  problems: Readonly<Record<string, Refusal>>;
  /** What the server said of each. */
  refused: Readonly<Record<string, string>>;
  onChange: (values: Values) => void;
}

/** What one way of connecting a service asks for. */
export function SecretFields({ service, kind, values, problems, refused, onChange }: SecretFieldsProps) {
  const asked = fieldsOf(service, kind);
  return asked.map((field, place) => {
    const { name } = field;
    const set = (value: string) => onChange({ ...values, [name]: value });
    const problem = problems[name];
    return (
      <Field
        key={name}
        label={field.label}
        isRequired={field.is_required}
        error={problem === undefined ? refused[name] : problemText(problem)}
        {...(HINTS[name] !== undefined && { hint: HINTS[name] })}
        aside={place === 0 ? <Where service={service} /> : field.is_required ? ui.required : undefined}
      >
        <Control name={name} isSecret={field.is_secret} value={values[name] ?? ""} onChange={set} />
      </Field>
    );
  });
}

function Control(props: {
  name: string;
  isSecret: boolean;
  value: string;
  onChange: (value: string) => void;
}) {
  const { name, isSecret, value, onChange } = props;
  const common = { value, autoComplete: "off", spellCheck: false, maxLength: 16_000 };
  if (name === HEADERS)
    return (
      <TextArea
        rows={3}
        {...common}
        className="font-mono text-xs!"
        onChange={(event) => onChange(event.target.value)}
      />
    );
  if (isSecret)
    return (
      // A password manager has no business here: it is no password of this site.
      <PasswordInput
        {...common}
        autoComplete="new-password"
        data-1p-ignore
        onChange={(event) => onChange(event.target.value)}
      />
    );
  return <Input {...common} onChange={(event) => onChange(event.target.value)} />;
}

function Where({ service }: { service: ServiceRead }) {
  if (service.website === "") return null;
  return (
    <a href={service.website} target="_blank" rel="noreferrer" className="font-medium text-accent-text">
      {fill(integrations.form.where, { site: siteOf(service.website) })}
    </a>
  );
}

function problemText(problem: Refusal): string {
  return problem.code === "missing" ? fields.problem.missing : fill(words.badHeaders, { line: problem.line });
}
