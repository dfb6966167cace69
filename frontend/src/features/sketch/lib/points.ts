// What is left to do of a sketch: each point is ticked off as the person settles it on the canvas.
import type { BlockRead, OpenPointRead } from "@/api/schema";
import { isLacking, namedAccount, servicesOf } from "@/features/builder/lib/accounts";
import { splitPin } from "@/features/builder/lib/pins";
import type { Accounts } from "@/features/builder/store/accounts";
import type { BuilderDocument, BuilderNode } from "@/features/builder/types";

export function isDone(
  point: OpenPointRead,
  document: BuilderDocument,
  block: (ref: string) => BlockRead | undefined,
  accounts: Accounts,
): boolean {
  if (point.node_id === "") return false;
  const node = document.nodes.find(({ id }) => id === point.node_id);
  if (node === undefined) return point.kind !== "schedule";
  if (point.kind === "account") return hasAccount(node, block(node.blockId), accounts);
  if (point.kind === "value") return isSet(node, point.pin) || isLinked(document, node, point.pin);
  return false;
}

function hasAccount(node: BuilderNode, block: BlockRead | undefined, { within, models }: Accounts): boolean {
  if (block === undefined || namedAccount(node) !== null) return true;
  return within !== null && !isLacking(servicesOf(node, block, models), within);
}

function isSet(node: BuilderNode, pin: string): boolean {
  const value = node.inputDefault[pin];
  if (value === undefined || value === null || value === "") return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

function isLinked({ links }: BuilderDocument, node: BuilderNode, pin: string): boolean {
  return links.some((link) => link.sinkId === node.id && splitPin(link.sinkName).base === pin);
}
