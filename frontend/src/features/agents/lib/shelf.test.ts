import { describe, expect, it } from "vitest";
import { isFiltered, paramsOf, queryOf, shelfOf } from "@/features/agents/lib/shelf";

const shelf = (address: string) => shelfOf(new URLSearchParams(address));

describe("what of the library is shown", () => {
  it("is what lies at the top, the last changed first, unless the address says else", () => {
    expect(queryOf(shelf(""))).toEqual({ ordering: "-updated_at", folder: "top" });
    expect(queryOf(shelf("show=nonsense&order=size"))).toEqual({ ordering: "-updated_at", folder: "top" });
    expect(queryOf(shelf("folder=f&order=name"))).toEqual({ ordering: "name", folder: "f" });
  });

  it("stands in the address, but for what goes without saying", () => {
    for (const address of ["", "folder=f&search=a+b&show=made&tag=red&order=name"]) {
      expect(paramsOf(shelf(address)).toString()).toBe(address);
    }
  });

  it("reaches into folders as soon as something is looked for", () => {
    expect(isFiltered(shelf("folder=f&search=%20%20"))).toBe(false);
    expect(queryOf(shelf("search=%20mail%20"))).toMatchObject({ search: "mail", deep: true, folder: "top" });
    expect(queryOf(shelf("folder=f&tag=red"))).toMatchObject({ tag: ["red"], deep: true, folder: "f" });
    expect(queryOf(shelf("show=favourites"))).toMatchObject({ favourite: true, deep: true });
    expect(queryOf(shelf("show=archived"))).toMatchObject({ archived: "true", deep: true });
    expect(queryOf(shelf("show=added"))).toMatchObject({ origin: "added", deep: true });
    expect(queryOf(shelf(`search=${"x".repeat(200)}`)).search).toHaveLength(100);
  });
});
