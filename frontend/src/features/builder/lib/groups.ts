// Named frames around nodes. Each member keeps the frame's id, name and colour in its metadata.
import { isObject, textOf } from "@/features/builder/lib/json";
import { newId } from "@/features/builder/lib/ids";
import { describing } from "@/features/builder/lib/edit";
import type { BuilderDocument, BuilderNode, Change } from "@/features/builder/types";

export interface Group {
  id: string;
  name: string;
  members: readonly string[];
}

export const MAX_GROUP_NAME = 145;

export function groupsOf(nodes: readonly BuilderNode[]): Group[] {
  const found = new Map<string, { id: string; name: string; members: string[] }>();
  for (const node of nodes) {
    const given = node.metadata.group;
    if (!isObject(given) || textOf(given.id) === "") continue;
    const id = textOf(given.id);
    const group = found.get(id) ?? { id, name: textOf(given.name), members: [] };
    group.members.push(node.id);
    found.set(id, group);
  }
  return [...found.values()];
}

export function grouping(nodes: Iterable<string>, name: string): Change {
  return describing(nodes, { group: { id: newId(), name } });
}

export function ungrouping(nodes: Iterable<string>): Change {
  return describing(nodes, { group: undefined });
}

export function namingGroup(groupId: string, name: string): Change {
  return (document: BuilderDocument) => {
    const group = groupsOf(document.nodes).find((one) => one.id === groupId);
    if (group === undefined) return document;
    return describing(group.members, { group: { id: groupId, name: name.slice(0, MAX_GROUP_NAME) } })(
      document,
    );
  };
}
