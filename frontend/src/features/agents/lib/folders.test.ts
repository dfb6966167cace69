import { describe, expect, it } from "vitest";
import type { FolderRead } from "@/api/schema";
import { countIn, foldersIn, inTreeOrder, mayHold, pathTo } from "@/features/agents/lib/folders";

const folder = (id: string, parent_id: string | null = null, agent_count = 1): FolderRead => ({
  id,
  name: id,
  parent_id,
  agent_count,
  created_at: "2026-01-01T00:00:00Z",
});
const WORK = folder("work");
const MAIL = folder("mail", "work", 2);
const DEEP = ["a", "b", "c", "d"].map((id, place, all) => folder(id, all[place - 1] ?? null));
const ALL = [MAIL, WORK, folder("home"), ...DEEP];
const named = (found: readonly FolderRead[]) => found.map((one) => one.name);

describe("folders", () => {
  it("lie beside each other by name, and in one another", () => {
    expect(named(foldersIn(ALL, null))).toEqual(["a", "home", "work"]);
    expect(named(pathTo(ALL, "mail"))).toEqual(["work", "mail"]);
    expect(pathTo(ALL, null)).toEqual([]);
    expect(pathTo(ALL, "gone")).toEqual([]);
    const order = inTreeOrder([WORK, MAIL]).map(({ folder: { name }, depth }) => `${depth} ${name}`);
    expect(order).toEqual(["0 work", "1 mail"]);
    expect(countIn(ALL, WORK)).toBe(3);
  });

  it("are moved neither into themselves nor to where they are nor too deep", () => {
    expect(mayHold(ALL, "home", WORK)).toBe(true);
    expect(mayHold(ALL, null, MAIL)).toBe(true);
    expect(mayHold(ALL, null, WORK)).toBe(false);
    expect(mayHold(ALL, "mail", WORK)).toBe(false);
    expect(mayHold(ALL, "work", WORK)).toBe(false);
    expect(mayHold(ALL, "c", WORK)).toBe(true);
    expect(mayHold(ALL, "d", WORK)).toBe(false);
    expect(mayHold(ALL, "d", MAIL)).toBe(true);
  });
});
