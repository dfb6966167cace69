import { workspace } from "@/api/workspace";

/** The request as the person and the workspace that are chosen make it. */
export function signed(request: Request, token: string | null): Request {
  const id = workspace.id();
  if (token !== null) request.headers.set("Authorization", `Bearer ${token}`);
  if (id !== null && !request.headers.has("X-Workspace")) request.headers.set("X-Workspace", id);
  return request;
}
