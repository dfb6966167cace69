import { useQuery } from "@tanstack/react-query";
import { Plug } from "lucide-react";
import { useState } from "react";
import type { BlockRead, CredentialRead } from "@/api/schema";
import { setInput } from "@/features/builder/inspector/lib/changes";
import {
  CREDENTIALS_PIN,
  fits,
  namedAccount,
  naming,
  serverOf,
  servicesOf,
} from "@/features/builder/lib/accounts";
import { useLacking, useModelServices } from "@/features/builder/store/accounts";
import { apply } from "@/features/builder/store/document";
import type { BuilderNode } from "@/features/builder/types";
import { credentialsQuery, servicesQuery } from "@/features/integrations/api";
import { ConnectDialog } from "@/features/integrations/components/ConnectDialog";
import { accountLabel, automaticLabel } from "@/features/integrations/lib/choices";
import { nameOf } from "@/features/integrations/lib/service";
import { integrations } from "@/text/en/integrations";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Select } from "@/ui/Select";

const words = integrations.node;
const AUTOMATIC = "automatic";

interface AccountFieldProps {
  node: BuilderNode;
  block: BlockRead;
  isReadOnly: boolean;
}

/** By which account a step acts; nothing where it needs none. */
export function AccountField({ node, block, isReadOnly }: AccountFieldProps) {
  const needed = servicesOf(node, block, useModelServices());
  const credentials = useQuery(credentialsQuery);
  const { data: services } = useQuery(servicesQuery);
  const lacking = useLacking(node, block);
  const [isConnecting, setIsConnecting] = useState(false);
  if (needed.length === 0 || credentials.data === undefined || services === undefined) return null;
  const server = serverOf(node);
  const fitting = credentials.data.filter((one) => fits(one, needed, server));
  const named = namedAccount(node);
  const chosen = fitting.find((one) => one.id === named);
  const only = needed.length === 1 ? nameOf(services, needed[0] ?? "") : null;
  const hasSystem = services.some((one) => one.has_system_credential && needed.includes(one.slug));
  const assign = (id: string, all: readonly CredentialRead[]) => {
    const credential = all.find((one) => one.id === id);
    apply(setInput(node.id, CREDENTIALS_PIN, credential === undefined ? undefined : naming(credential)));
  };
  const connected = async (id: string) => {
    setIsConnecting(false);
    assign(id, (await credentials.refetch()).data ?? []);
  };
  const choices = [
    { value: AUTOMATIC, label: automaticLabel(fitting, hasSystem) },
    ...fitting.map((one) => ({ value: one.id, label: accountLabel(one, only === null, services) })),
  ];
  const problem = problemOf(named, chosen, lacking, only);
  return (
    <Field
      label={only === null ? words.anyLabel : fill(words.label, { provider: only })}
      hint={words.hint}
      error={problem}
      {...(!isReadOnly && {
        aside: (
          <Button
            kind="ghost"
            size="small"
            className="-my-1.5 -mr-2"
            icon={<Plug aria-hidden className="size-3.5" />}
            onClick={() => setIsConnecting(true)}
          >
            {only === null ? words.connectAny : fill(words.connect, { provider: only })}
          </Button>
        ),
      })}
    >
      <Select
        value={chosen?.id ?? AUTOMATIC}
        choices={choices}
        isDisabled={isReadOnly}
        onChange={(id) => assign(id, fitting)}
      />
      {isConnecting && (
        <ConnectDialog
          only={needed}
          scopes={block.scopes}
          address={server}
          onConnected={(id) => void connected(id)}
          onClose={() => setIsConnecting(false)}
        />
      )}
    </Field>
  );
}

function problemOf(
  named: string | null,
  chosen: CredentialRead | undefined,
  lacking: readonly string[] | undefined,
  only: string | null,
): string | undefined {
  if (named !== null && chosen === undefined) return words.gone;
  if (chosen !== undefined && chosen.state !== "ok") return integrations.advice[chosen.state];
  if (lacking === undefined) return undefined;
  return only === null ? words.noneAny : fill(words.none, { provider: only });
}
