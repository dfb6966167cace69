// Changes of a document that the side panel makes. Each is pure, and gives the same document if nothing changes.
import type { NodeSettingsJson } from "@/api/schema";
import { type Ends, isBetween } from "@/features/builder/lib/canConnect";
import { linking } from "@/features/builder/lib/edit";
import { isSame } from "@/features/builder/lib/json";
import type { Blocks, BuilderDocument, BuilderNode, Change } from "@/features/builder/types";

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
export function link(ends: Ends, blocks: Blocks): Change {
  return (document) => {
    if (document.links.some((one) => isBetween(one, ends))) return document;
    const isBefore = (one: Ends) => one.sinkId === ends.sinkId && one.sinkName === ends.sinkName;
    const links = document.links.filter((one) => !isBefore(one));
    return linking(ends, blocks)({ ...document, links });
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
