import { expect, it } from "vitest";
import type { ServiceRead } from "@/api/schema";
import { bodyOf, problemsIn } from "@/features/integrations/lib/form";

const field = (name: string, is_required = true) => ({ name, label: name, is_secret: true, is_required });
const SERVICE = {
  slug: "models",
  name: "Models",
  auth: [
    { kind: "api_key", fields: [field("secret.api_key"), field("base_url", false)] },
    { kind: "host_scoped", fields: [field("host"), field("secret.headers")] },
  ],
} as unknown as ServiceRead;
const ABOUT = { title: " Mine ", is_shared: false };

it("keeps what is secret apart from the address", () =>
  expect(
    bodyOf(SERVICE, "api_key", { "secret.api_key": " k ", base_url: "https://x.test/v1" }, ABOUT),
  ).toEqual({
    provider: "models",
    kind: "api_key",
    secret: { api_key: "k" },
    base_url: "https://x.test/v1",
    title: "Mine",
    host: "",
    is_shared: false,
  }));

it("sends headers as names with values", () =>
  expect(bodyOf(SERVICE, "host_scoped", { host: "x.test", "secret.headers": "A: b" }, ABOUT)).toMatchObject({
    secret: { headers: { A: "b" } },
    host: "x.test",
  }));

it("says what is missing, and which line is no header", () => {
  expect(problemsIn(SERVICE, "api_key", { "secret.api_key": " " })).toEqual({
    "secret.api_key": { code: "missing" },
  });
  expect(problemsIn(SERVICE, "host_scoped", { host: "x", "secret.headers": "A b" })).toEqual({
    "secret.headers": { code: "bad_headers", line: 1 },
  });
});
