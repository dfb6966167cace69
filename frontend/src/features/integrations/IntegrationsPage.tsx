import { useQuery } from "@tanstack/react-query";
import { FileCode2, Plug, Plus } from "lucide-react";
import { useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import type { CredentialRead, ServiceRead } from "@/api/schema";
import { credentialsQuery, forgetCredentials, servicesQuery } from "@/features/integrations/api";
import { AddApiDialog } from "@/features/integrations/components/AddApiDialog";
import { ConnectDialog } from "@/features/integrations/components/ConnectDialog";
import { CredentialRow } from "@/features/integrations/components/CredentialRow";
import { PrivateApis } from "@/features/integrations/components/PrivateApis";
import { ServiceMark } from "@/features/integrations/components/ServiceMark";
import { type Group, grouped, holds } from "@/features/integrations/lib/credential";
import { oauthReturn, RETURN_PARAMETERS } from "@/features/integrations/lib/oauthReturn";
import { nameOf } from "@/features/integrations/lib/service";
import { oauthErrorText } from "@/features/integrations/lib/words";
import { integrations as words } from "@/text/en/integrations";
import { fill, plural } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Card, EmptyState } from "@/ui/Card";
import { Input } from "@/ui/Input";
import { LoadFailed, Notice, Page } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";
import { toast } from "@/ui/toast";

const FIND_FROM = 6; // accounts, before one has to search

type Open = { again?: CredentialRead } | null;

/** The accounts and keys that a workspace's agents use elsewhere. */
export function IntegrationsPage() {
  const credentials = useQuery(credentialsQuery);
  const { data: services } = useQuery(servicesQuery);
  const [open, setOpen] = useState<Open>(null);
  const [isAdding, setIsAdding] = useState(false);
  const [search, setSearch] = useState("");
  const { newId, failure, setNewId } = useReturn(credentials.data);
  const connected = (id: string) => {
    setOpen(null);
    setNewId(id);
  };
  const all = credentials.data ?? [];
  const shown = all.filter((one) => holds(one, nameOf(services, one.provider), search));
  const add = (
    <Button kind="primary" icon={<Plus aria-hidden className="size-4" />} onClick={() => setOpen({})}>
      {words.connect}
    </Button>
  );
  const actions = (
    <>
      <Button icon={<FileCode2 aria-hidden className="size-4" />} onClick={() => setIsAdding(true)}>
        {words.apis.add}
      </Button>
      {add}
    </>
  );
  return (
    <Page title={words.title} intro={words.intro} actions={actions}>
      {failure !== null && <Notice tone="danger">{failure}</Notice>}
      {all.length >= FIND_FROM && (
        <Input
          type="search"
          aria-label={words.find}
          placeholder={words.find}
          value={search}
          className="max-w-sm"
          onChange={(event) => setSearch(event.target.value)}
        />
      )}
      {credentials.isPending && <Skeleton className="h-40" />}
      {credentials.isError && (
        <LoadFailed error={credentials.error} onRetry={() => void credentials.refetch()} />
      )}
      {credentials.data?.length === 0 && (
        <Card>
          <EmptyState
            icon={<Plug className="size-6" />}
            title={words.emptyTitle}
            text={words.empty}
            action={add}
          />
        </Card>
      )}
      {all.length > 0 && shown.length === 0 && <p className="text-sm text-muted">{words.noneFound}</p>}
      <div role="list" aria-label={words.list} className="flex flex-col gap-4">
        {grouped(shown, (slug) => nameOf(services, slug)).map((group) => (
          <ServiceCard
            key={group.provider}
            group={group}
            services={services}
            newId={newId}
            onReconnect={(again) => setOpen({ again })}
          />
        ))}
      </div>
      <PrivateApis />
      {isAdding && <AddApiDialog onClose={() => setIsAdding(false)} />}
      {open !== null && (
        <ConnectDialog
          {...(open.again && { again: open.again })}
          returnTo="/integrations"
          onConnected={connected}
          onClose={() => setOpen(null)}
        />
      )}
    </Page>
  );
}

interface ServiceCardProps {
  group: Group;
  services: readonly ServiceRead[] | undefined;
  newId: string | null;
  onReconnect: (credential: CredentialRead) => void;
}

function ServiceCard({ group, services, newId, onReconnect }: ServiceCardProps) {
  const name = nameOf(services, group.provider);
  return (
    <Card role="listitem" className="overflow-hidden">
      <div className="flex items-center gap-3 px-4 py-3">
        <ServiceMark name={name} />
        <h2 className="min-w-0 flex-1 truncate font-semibold">{name}</h2>
        <span className="text-xs text-faint">
          {plural(group.credentials.length, words.count.one, words.count.many)}
        </span>
      </div>
      <ul aria-label={name}>
        {group.credentials.map((credential) => (
          <CredentialRow
            key={credential.id}
            credential={credential}
            isNew={credential.id === newId}
            onReconnect={() => onReconnect(credential)}
          />
        ))}
      </ul>
    </Card>
  );
}

/** What the address says after the way to a service, said once; and what was connected last. */
function useReturn(credentials: readonly CredentialRead[] | undefined) {
  const [params, setParams] = useSearchParams();
  const [came] = useState(() => oauthReturn(params));
  const [newId, setNewId] = useState(came !== null && "connected" in came ? came.connected : null);
  const failure = came !== null && "error" in came ? oauthErrorText(came.error) : null;
  const title = credentials?.find((credential) => credential.id === newId)?.title;
  useEffect(() => {
    if (!RETURN_PARAMETERS.some((name) => params.has(name))) return;
    setParams({}, { replace: true });
    void forgetCredentials();
  }, [params, setParams]);
  useEffect(() => {
    if (title !== undefined) toast.success(fill(words.form.connected, { title }));
    // Once for each that is connected, not each time it is renamed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [newId, title === undefined]);
  return { newId, failure, setNewId };
}
