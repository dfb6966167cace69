import type { RoleEnum } from "@/api/schema";

/** From the one that may do most. */
export const ROLES: readonly RoleEnum[] = ["owner", "admin", "builder", "runner", "viewer"];

export function mayAdminister(role: RoleEnum): boolean {
  return role === "owner" || role === "admin";
}

/** What somebody may give to others: nothing above their own. */
export function rolesUpTo(role: RoleEnum): RoleEnum[] {
  return ROLES.slice(ROLES.indexOf(role));
}
