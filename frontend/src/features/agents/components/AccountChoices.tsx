import { useQuery } from "@tanstack/react-query";
import { Plug } from "lucide-react";
import { useState } from "react";
import type { CredentialRead, NeededAccountRead, ServiceRead } from "@/api/schema";
import { credentialsQuery, servicesQuery } from "@/features/integrations/api";
import { ConnectDialog } from "@/features/integrations/components/ConnectDialog";
import { accountLabel, automaticLabel } from "@/features/integrations/lib/choices";
import { nameOf } from "@/features/integrations/lib/service";
import { agents } from "@/text/en/agents";
import { integrations } from "@/text/en/integrations";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Select } from "@/ui/Select";

const words = agents.importing.accounts;

/** What stands above, and where none is chosen and none serves. */
interface Words {
  title: string;
  hint: string;
  later: string;
}

const LATER = "later";
const STEPS_SHOWN = 4;

/** Service → id of the account that was chosen for it. */
export type Chosen = Readonly<Record<string, string>>;

interface AccountChoicesProps {
  accounts: readonly NeededAccountRead[];
  chosen: Chosen;
  onChoose: (chosen: Chosen) => void;
  /** Left out: of an import. */
  words?: Words;
}

/** By which accounts steps shall act. */
export function AccountChoices({ accounts, chosen, onChoose, words: own = words }: AccountChoicesProps) {
  const { data: credentials } = useQuery(credentialsQuery);
  const { data: services } = useQuery(servicesQuery);
  if (accounts.length === 0 || credentials === undefined || services === undefined) return null;
  return (
    <section>
      <h3 className="text-sm font-semibold">{own.title}</h3>
      <p className="mt-1 mb-3 text-xs text-faint">{own.hint}</p>
      <div className="flex flex-col gap-4">
        {accounts.map((account) => (
          <Account
            key={`${account.providers.join()} ${account.is_optional}`}
            account={account}
            chosen={chosen}
            onChoose={onChoose}
            later={own.later}
            credentials={credentials}
            services={services}
          />
        ))}
      </div>
    </section>
  );
}

interface AccountProps extends Pick<AccountChoicesProps, "chosen" | "onChoose"> {
  account: NeededAccountRead;
  later: string;
  credentials: readonly CredentialRead[];
  services: readonly ServiceRead[];
}

function Account({ account, chosen, onChoose, later, credentials, services }: AccountProps) {
  const [isConnecting, setIsConnecting] = useState(false);
  const { refetch } = useQuery(credentialsQuery);
  const { providers } = account;
  const fitting = credentials.filter((one) => providers.includes(one.provider));
  const hasSystem = services.some((one) => one.has_system_credential && providers.includes(one.slug));
  const label = providers.map((slug) => nameOf(services, slug)).join(agents.importing.or);
  const choose = (id: string, all: readonly CredentialRead[]) => {
    const kept = Object.entries(chosen).filter(([provider]) => !providers.includes(provider));
    const found = all.find((one) => one.id === id);
    onChoose(Object.fromEntries(found === undefined ? kept : [...kept, [found.provider, id]]));
  };
  const connected = async (id: string) => {
    setIsConnecting(false);
    choose(id, (await refetch()).data ?? []);
  };
  const current = providers.map((slug) => chosen[slug]).find((id) => id !== undefined);
  const isGone = current !== undefined && fitting.every((one) => one.id !== current);
  return (
    <Field
      label={account.is_optional ? fill(words.optional, { provider: label }) : label}
      hint={fill(words.usedBy, { steps: stepsOf(account) })}
      aside={
        <Button
          kind="ghost"
          size="small"
          className="-my-1.5 -mr-2"
          icon={<Plug aria-hidden className="size-3.5" />}
          aria-label={fill(words.connectTo, { provider: label })}
          onClick={() => setIsConnecting(true)}
        >
          {words.connect}
        </Button>
      }
    >
      <Select
        value={current ?? LATER}
        choices={[
          { value: LATER, label: automaticLabel(fitting, hasSystem, later) },
          ...fitting.map((one) => ({
            value: one.id,
            label: accountLabel(one, providers.length > 1, services),
          })),
          ...(isGone ? [{ value: current, label: integrations.node.gone }] : []),
        ]}
        onChange={(id) => choose(id, credentials)}
      />
      {isConnecting && (
        <ConnectDialog
          only={providers}
          onConnected={(id) => void connected(id)}
          onClose={() => setIsConnecting(false)}
        />
      )}
    </Field>
  );
}

function stepsOf({ nodes }: NeededAccountRead): string {
  const names = [...new Set(nodes.map((node) => node.title))];
  const shown = names.slice(0, STEPS_SHOWN).join(", ");
  return names.length > STEPS_SHOWN
    ? fill(words.andMore, { names: shown, count: names.length - STEPS_SHOWN })
    : shown;
}
