// What the steps on the canvas know of the person's accounts.
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { modelsQuery } from "@/api/models";
import { reachable } from "@/features/builder/lib/accounts";
import { setAccounts } from "@/features/builder/store/accounts";
import { credentialsQuery, servicesQuery } from "@/features/integrations/api";

export function useAccounts(): void {
  const { data: credentials } = useQuery(credentialsQuery);
  const { data: services } = useQuery(servicesQuery);
  const { data: models } = useQuery(modelsQuery);
  useEffect(() => {
    setAccounts({
      within: credentials && services ? reachable(credentials, services) : null,
      models: new Map(models?.map((model) => [model.name, model.provider])),
    });
  }, [credentials, services, models]);
}
