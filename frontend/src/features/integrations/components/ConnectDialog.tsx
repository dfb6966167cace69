import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import type { CredentialRead, ServiceRead } from "@/api/schema";
import { servicesQuery } from "@/features/integrations/api";
import { ConnectForm } from "@/features/integrations/components/ConnectForm";
import { ServiceChooser } from "@/features/integrations/components/ServiceChooser";
import { integrations } from "@/text/en/integrations";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Skeleton } from "@/ui/Spinner";

const words = integrations.form;

interface ConnectDialogProps {
  /** Those to choose from; one alone is chosen already. Left out: all. */
  only?: readonly string[];
  again?: CredentialRead;
  /** What an account has to allow; ticked from the start. */
  scopes?: readonly string[];
  returnTo?: string;
  /** Of the server that a step is about, where the service is any server. */
  address?: string;
  onConnected: (id: string) => void;
  onClose: () => void;
}

/** Choose a service, and connect it. */
export function ConnectDialog(props: ConnectDialogProps) {
  const { only, again, scopes, returnTo, address, onConnected, onClose } = props;
  const services = useQuery(servicesQuery);
  const [chosen, setChosen] = useState<ServiceRead | null>(null);
  const fixed = again?.provider ?? (only?.length === 1 ? only[0] : undefined);
  const service = chosen ?? services.data?.find((one) => one.slug === fixed);
  const title =
    again !== undefined
      ? fill(words.again, { title: again.title })
      : service === undefined
        ? words.choose
        : fill(words.title, { provider: service.name });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      {...(service === undefined && { description: words.chooseIntro })}
      width={service === undefined ? "large" : "medium"}
    >
      {service === undefined && fixed !== undefined && <Skeleton className="h-48" />}
      {service === undefined && fixed === undefined && (
        <ServiceChooser {...(only && { only })} onChoose={setChosen} />
      )}
      {service !== undefined && (
        <>
          {fixed === undefined && (
            <Button
              kind="ghost"
              size="small"
              className="mb-3 -ml-2"
              icon={<ArrowLeft aria-hidden className="size-3.5" />}
              onClick={() => setChosen(null)}
            >
              {words.back}
            </Button>
          )}
          <ConnectForm
            key={service.slug}
            service={service}
            again={again}
            scopes={scopes}
            onConnected={onConnected}
            {...(returnTo !== undefined && { returnTo })}
            {...(address !== undefined && { address })}
          />
        </>
      )}
    </Dialog>
  );
}
