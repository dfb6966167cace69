// Members as choices: by name, told apart where two have the same.
import type { MemberRead } from "@/api/schema";

type Named = Pick<MemberRead, "user_id" | "name" | "email">;

export function memberChoices(members: readonly Named[]): { value: string; label: string }[] {
  const names = members.map((one) => one.name || beforeAt(one.email));
  return members.map((one, place) => {
    const name = names[place] ?? "";
    const isAlone = names.indexOf(name) === names.lastIndexOf(name);
    return { value: one.user_id, label: isAlone ? name : `${name} (${beforeAt(one.email)})` };
  });
}

function beforeAt(email: string): string {
  return email.split("@", 1)[0] ?? email;
}
