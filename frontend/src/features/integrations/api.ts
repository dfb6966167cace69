// Services that agents can use, and the credentials for them. A secret goes in and never comes back.
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import { nextCursor } from "@/api/cursor";
import { queryClient } from "@/api/queryClient";
import type {
  ApplicationWriteRequest,
  AuthorizeWriteRequest,
  CredentialRead,
  CredentialTested,
  CredentialWriteRequest,
  ImportedRead,
  PatchedCredentialChangeRequest,
} from "@/api/schema";
import { type ApiForm, importBody } from "@/features/integrations/lib/privateApi";

const PAGE = 200; // a workspace has no more

/** The catalogue. It changes with the installation alone, or when its operator sets a service up. */
export const servicesQuery = queryOptions({
  queryKey: ["services"],
  queryFn: async ({ signal }) => (await data(api.GET("/api/v1/providers", { signal }))).results,
  staleTime: 5 * 60_000,
});

/** One's own, and those that others share in the workspace, the newest first. */
export const credentialsQuery = queryOptions({
  queryKey: ["credentials"],
  queryFn: async ({ signal }) => {
    const found: CredentialRead[] = [];
    let cursor: string | undefined = "";
    while (cursor !== undefined) {
      const query = { page_size: PAGE, ...(cursor !== "" && { cursor }) };
      const page = await data(api.GET("/api/v1/credentials", { params: { query }, signal }));
      found.push(...page.results);
      cursor = nextCursor(page);
    }
    return found;
  },
});

export function usageQuery(id: string) {
  return queryOptions({
    queryKey: ["credentials", id, "usage"],
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/v1/credentials/{credential_id}/usage", {
          params: { path: { credential_id: id } },
          signal,
        }),
      ),
  });
}

export async function connect(body: CredentialWriteRequest): Promise<CredentialRead> {
  const made = await data(api.POST("/api/v1/credentials", { body }));
  await forgetCredentials();
  return made;
}

export async function changeCredential(
  id: string,
  body: PatchedCredentialChangeRequest,
): Promise<CredentialRead> {
  const changed = await data(
    api.PATCH("/api/v1/credentials/{credential_id}", { params: { path: { credential_id: id } }, body }),
  );
  await forgetCredentials();
  return changed;
}

export async function testCredential(id: string): Promise<CredentialTested> {
  const tested = await data(
    api.POST("/api/v1/credentials/{credential_id}/test", { params: { path: { credential_id: id } } }),
  );
  await forgetCredentials();
  return tested;
}

export async function revokeCredential(id: string): Promise<void> {
  await api.DELETE("/api/v1/credentials/{credential_id}", { params: { path: { credential_id: id } } });
  await forgetCredentials();
}

/** Where the browser has to go so that its user can allow it. */
export async function authorize(provider: string, body: AuthorizeWriteRequest): Promise<string> {
  const params = { path: { slug: provider } };
  return (await data(api.POST("/api/v1/oauth/{slug}/authorize", { params, body }))).url;
}

export function forgetCredentials(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: credentialsQuery.queryKey });
}

/** The APIs that were added in the workspace by their OpenAPI documents, by name. */
export const privateApisQuery = queryOptions({
  queryKey: ["private-apis"],
  queryFn: async ({ signal }) => (await data(api.GET("/api/v1/providers/openapi", { signal }))).results,
});

/** Add an API, or import the one with this id anew; dry: only see what would be made. */
export async function importApi(
  form: ApiForm,
  { isDry, id }: { isDry: boolean; id: string | undefined },
): Promise<ImportedRead> {
  const { slug, ...body } = importBody(form, isDry);
  const path = { provider_id: id ?? "" };
  const imported =
    id === undefined
      ? await data(api.POST("/api/v1/providers/openapi", { body: { ...body, slug } }))
      : await data(api.PUT("/api/v1/providers/openapi/{provider_id}", { params: { path }, body }));
  if (!isDry) await forgetApis();
  return imported;
}

export async function removeApi(id: string): Promise<void> {
  await api.DELETE("/api/v1/providers/openapi/{provider_id}", { params: { path: { provider_id: id } } });
  await forgetApis();
}

/** The workspace's own application there, by which members sign in. */
export async function setApplication(id: string, body: ApplicationWriteRequest): Promise<void> {
  const params = { path: { provider_id: id } };
  await data(api.PUT("/api/v1/providers/openapi/{provider_id}/application", { params, body }));
  await forgetApis();
}

export async function removeApplication(id: string): Promise<void> {
  const params = { path: { provider_id: id } };
  await api.DELETE("/api/v1/providers/openapi/{provider_id}/application", { params });
  await forgetApis();
}

/** What is made of them: services to connect, blocks of the palette, and accounts that may have ended. */
async function forgetApis(): Promise<void> {
  const keys = [["private-apis"], servicesQuery.queryKey, ["blocks"], credentialsQuery.queryKey];
  await Promise.all(keys.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
}
