// Every keyboard shortcut there is. Ids stand in people's preferences: they stay as they are.
import type { Shortcut } from "@/app/lib/keyChoices";
import { agent } from "@/text/en/agent";
import { agents } from "@/text/en/agents";
import { builder } from "@/text/en/builder";
import { run } from "@/text/en/run";
import { runs } from "@/text/en/runs";
import { shell } from "@/text/en/shell";

const { actions: text, controls } = builder;
const everywhere = { place: "everywhere", group: shell.shortcuts.general } as const;
const list = { place: "agents", group: agents.title } as const;
const edit = { place: "builder", group: builder.shortcuts.edit } as const;
const view = { place: "builder", group: builder.shortcuts.view } as const;
const running = { place: "builder", group: run.group } as const;
const fixed = { isFixed: true } as const;

const TABLE = {
  "general.palette": { keys: ["mod+k"], label: shell.shortcuts.palette, ...everywhere },
  "general.sheet": { keys: ["?"], label: shell.shortcuts.sheet, ...everywhere },
  "agents.search": { keys: ["/"], label: agents.search, ...list },
  "agents.new": { keys: ["n"], label: agents.new, ...list },
  "agents.import": { keys: ["i"], label: agents.importing.title, ...list },
  "agent.run": { keys: ["mod+enter"], label: agent.run.start, place: "agent", group: agent.title },
  "run.canvas": {
    keys: ["c"],
    label: runs.one.shortcuts.canvas,
    place: "run",
    group: runs.one.shortcuts.group,
  },
  "builder.save": { keys: ["mod+s"], label: builder.save, ...edit },
  "builder.undo": { keys: ["mod+z"], label: builder.undo, ...edit },
  "builder.redo": { keys: ["mod+shift+z", "mod+y"], label: builder.redo, ...edit },
  "builder.add": { keys: ["a"], label: text.add, ...edit },
  "builder.addAfter": { keys: ["shift+a"], label: text.addAfter, ...edit },
  "builder.palette": { keys: ["n", "/"], label: text.palette, ...edit },
  "builder.duplicate": { keys: ["mod+d"], label: text.duplicate, ...edit },
  "builder.toggle": { keys: ["d"], label: text.toggle, ...edit },
  "builder.delete": { keys: ["delete", "backspace"], label: text.delete, ...edit },
  "builder.rename": { keys: ["f2"], label: text.rename, ...edit },
  "builder.replace": { keys: ["r"], label: text.replace, ...edit },
  "builder.connect": { keys: ["c"], label: text.connect, ...edit },
  "builder.group": { keys: ["mod+g"], label: text.group, ...edit },
  "builder.ungroup": { keys: ["mod+shift+g"], label: text.ungroup, ...edit },
  "builder.subAgent": { keys: ["alt+x"], label: text.subAgent, ...edit },
  "builder.note": { keys: ["shift+s"], label: text.note, ...edit },
  "builder.tidy": { keys: ["shift+alt+t"], label: text.tidy, ...edit },
  "builder.selectAll": { keys: ["mod+a"], label: text.selectAll, ...edit },
  "builder.copy": { keys: ["mod+c"], label: text.copy, ...edit, ...fixed },
  "builder.cut": { keys: ["mod+x"], label: text.cut, ...edit, ...fixed },
  "builder.paste": { keys: ["mod+v"], label: text.paste, ...edit, ...fixed },
  "builder.find": { keys: ["mod+f"], label: text.find, ...view },
  "builder.fit": { keys: ["1"], label: controls.fit, ...view },
  "builder.full": { keys: ["0"], label: controls.full, ...view },
  "builder.zoomIn": { keys: ["+"], label: controls.zoomIn, ...view },
  "builder.zoomOut": { keys: ["-"], label: controls.zoomOut, ...view },
  "builder.pointer": { keys: ["v"], label: controls.pointer, ...view },
  "builder.hand": { keys: ["h"], label: controls.hand, ...view },
  "builder.selectBefore": { keys: ["shift+arrowleft"], label: text.selectBefore, ...view },
  "builder.selectAfter": { keys: ["shift+arrowright"], label: text.selectAfter, ...view },
  "builder.clear": { keys: ["escape"], label: text.clear, ...view, ...fixed },
  "builder.walkLeft": { keys: ["arrowleft"], label: text.walk, ...view, ...fixed },
  "builder.walkRight": { keys: ["arrowright"], label: text.walk, ...view, ...fixed },
  "builder.walkUp": { keys: ["arrowup"], label: text.walk, ...view, ...fixed },
  "builder.walkDown": { keys: ["arrowdown"], label: text.walk, ...view, ...fixed },
  "builder.pan": { keys: [" "], label: text.pan, ...view, ...fixed },
  "builder.run": { keys: ["mod+enter"], label: run.run, ...running },
  "builder.stop": { keys: ["mod+."], label: run.stop, ...running },
  "builder.runOne": { keys: ["shift+enter"], label: run.node.runOne, ...running },
  "builder.runUpTo": { keys: ["mod+shift+enter"], label: run.node.runUpTo, ...running },
  "builder.pin": { keys: ["p"], label: run.node.pin, ...running },
} satisfies Record<string, Shortcut>;

export type ShortcutId = keyof typeof TABLE;
export const SHORTCUTS: Readonly<Record<ShortcutId, Shortcut>> = TABLE;
export const SHORTCUT_IDS = Object.keys(TABLE) as ShortcutId[];
