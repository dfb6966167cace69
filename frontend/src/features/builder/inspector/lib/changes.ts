// Changes of a document that the side panel makes. Each is pure, and gives the same document if nothing changes.
import type { NodeSettingsJson } from "@/api/schema";
import { newId } from "@/features/builder/lib/ids";
import { isSame } from "@/features/builder/lib/json";
import type { BuilderDocument, BuilderLink, BuilderNode, Change } from "@/features/builder/types";

/** Set the value of an input pin; undefined takes it away, so that its default counts again. */
export function setInput(nodeId: string, pin: string, value: unknown): Change {
  return onNode(nodeId, (node) => {
    const { [pin]: was, ...rest } = node.inputDefault;
    if (value === undefined) return was === undefined ? node : { ...node, inputDefault: rest };
    if (isSame(was, value)) return node;
    return { ...node, inputDefault: { ...node.inputDefault, [pin]: value } };
  });
}

/** Name a step; an empty title takes the name of its block. */
export function setTitle(nodeId: string, title: string): Change {
  return onNode(nodeId, (node) => {
    const { customized_name: was, ...rest } = node.metadata;
    if ((was ?? "") === title) return node;
    return { ...node, metadata: title === "" ? rest : { ...rest, customized_name: title } };
  });
}

/** Change settings of a step; an undefined one takes its default. */
export function setNodeSettings(nodeId: string, settings: Partial<Settings<NodeSettingsJson>>): Change {
  return onNode(nodeId, (node) => {
    const next = merged(node.settings, settings);
    return isSame(next, node.settings) ? node : { ...node, settings: next };
  });
}

export function setSettings(settings: Partial<Settings<BuilderDocument["settings"]>>): Change {
  return (document) => {
    const next = merged(document.settings, settings);
    return isSame(next, document.settings) ? document : { ...document, settings: next };
  };
}

export function setText(field: "name" | "description" | "instructions", text: string): Change {
  return (document) => (document[field] === text ? document : { ...document, [field]: text });
}

export function unlink(linkId: string): Change {
  return (document) => {
    const links = document.links.filter((link) => link.id !== linkId);
    return links.length === document.links.length ? document : { ...document, links };
  };
}

/** Link an output into an input. What is linked into the same place before is replaced. */
export function link(ends: Omit<BuilderLink, "id" | "isStatic">): Change {
  return (document) => {
    const isThere = document.links.some(
      (one) => sinkOf(one) === sinkOf(ends) && sourceOf(one) === sourceOf(ends),
    );
    if (isThere) return document;
    const links = document.links.filter((one) => sinkOf(one) !== sinkOf(ends));
    return { ...document, links: [...links, { ...ends, id: newId(), isStatic: false }] };
  };
}

type Settings<Known> = { [Name in keyof Known]: Known[Name] | undefined };

function merged<Known extends object>(was: Known, given: Partial<Settings<Known>>): Known {
  return Object.fromEntries(
    Object.entries({ ...was, ...given }).filter(([, value]) => value !== undefined),
  ) as Known;
}

function onNode(nodeId: string, change: (node: BuilderNode) => BuilderNode): Change {
  return (document) => {
    const was = document.nodes.find((node) => node.id === nodeId);
    if (was === undefined) return document;
    const next = change(was);
    if (next === was) return document;
    return { ...document, nodes: document.nodes.map((node) => (node === was ? next : node)) };
  };
}

function sinkOf(one: Pick<BuilderLink, "sinkId" | "sinkName">): string {
  return `${one.sinkId} ${one.sinkName}`;
}

function sourceOf(one: Pick<BuilderLink, "sourceId" | "sourceName">): string {
  return `${one.sourceId} ${one.sourceName}`;
}
