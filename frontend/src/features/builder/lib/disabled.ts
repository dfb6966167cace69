// Nodes that are kept and left out of runs, with the links from and to them.
import type { BuilderDocument, BuilderLink, BuilderNode, Change } from "@/features/builder/types";

export function isDisabled(node: BuilderNode | undefined): boolean {
  return node?.settings.is_disabled === true;
}

/** Whether these nodes would be enabled by a toggle: all of them are disabled. */
export function areDisabled(document: BuilderDocument, ids: ReadonlySet<string>): boolean {
  const meant = document.nodes.filter((node) => ids.has(node.id));
  return meant.length > 0 && meant.every(isDisabled);
}

/** Gives the same document if nothing changes. */
export function disabling(ids: ReadonlySet<string>, isOff: boolean): Change {
  return (document) => {
    const nodes = document.nodes.map((node) =>
      ids.has(node.id) && isDisabled(node) !== isOff ? switched(node, isOff) : node,
    );
    return nodes.every((node, place) => node === document.nodes[place]) ? document : { ...document, nodes };
  };
}

/** A link takes no part in a run where one of its ends does not. */
export function isCut(link: BuilderLink, nodes: ReadonlyMap<string, BuilderNode>): boolean {
  return isDisabled(nodes.get(link.sourceId)) || isDisabled(nodes.get(link.sinkId));
}

function switched(node: BuilderNode, isOff: boolean): BuilderNode {
  const rest = Object.entries(node.settings).filter(([name]) => name !== "is_disabled");
  return { ...node, settings: { ...Object.fromEntries(rest), ...(isOff && { is_disabled: true }) } };
}
