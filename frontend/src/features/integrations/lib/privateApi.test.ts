import { describe, expect, it } from "vitest";
import {
  byOperation,
  formErrors,
  importBody,
  isAddress,
  MAX_DOCUMENT_CHARACTERS,
  problemOf,
} from "@/features/integrations/lib/privateApi";

const form = { source: "", name: " Pets ", baseUrl: "" };

describe("an API that is added", () => {
  it("is told by an address", () => {
    const body = importBody({ ...form, source: " https://pets.example/openapi.json " }, true);
    expect(body).toEqual({
      url: "https://pets.example/openapi.json",
      spec: "",
      name: "Pets",
      slug: "",
      base_url: "",
      dry_run: true,
    });
  });

  it("or by the document itself", () => {
    const source = "openapi: 3.1.0\ninfo: {title: see https://x.example}";
    const { url, spec, dry_run: isDry } = importBody({ ...form, source }, false);
    expect([url, spec, isDry]).toEqual(["", source, false]);
    expect(isAddress(source)).toBe(false);
  });

  it("is not sent empty or too large", () => {
    expect(problemOf(" \n")).toBe("empty");
    expect(problemOf("x".repeat(MAX_DOCUMENT_CHARACTERS + 1))).toBe("too_large");
    expect(problemOf("https://pets.example")).toBeNull();
  });

  it("has what the server says where it was typed", () => {
    expect(formErrors({ url: "No.", slug: "Taken." })).toEqual({ source: "No.", name: "Taken." });
    expect(formErrors({ spec: "No.", base_url: "Missing." })).toEqual({ source: "No.", baseUrl: "Missing." });
    expect(formErrors({})).toEqual({});
  });

  it("says of each operation once what is left out", () => {
    const leftOut = [
      { operation: "a", reason: "one" },
      { operation: "b", reason: "two" },
      { operation: "a", reason: "three" },
    ];
    expect(byOperation(leftOut)).toEqual([
      ["a", ["one", "three"]],
      ["b", ["two"]],
    ]);
  });
});
