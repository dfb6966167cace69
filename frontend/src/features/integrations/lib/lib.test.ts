import { describe, expect, it } from "vitest";
import type { AuthKindEnum, CredentialRead, ServiceRead } from "@/api/schema";
import { automatic, grouped, holds } from "@/features/integrations/lib/credential";
import { headersIn } from "@/features/integrations/lib/headers";
import { asParameters, isOAuthReturn, oauthReturn } from "@/features/integrations/lib/oauthReturn";
import { found, isOutOfReach, siteOf, waysOf } from "@/features/integrations/lib/service";

const way = (kind: AuthKindEnum, is_configured = true) => ({ kind, is_configured, fields: [] });

function service(slug: string, more: Partial<ServiceRead> = {}): ServiceRead {
  const name = slug.charAt(0).toUpperCase() + slug.slice(1);
  return { slug, name, auth: [way("api_key")], ...more } as ServiceRead;
}

function credential(id: string, more: Partial<CredentialRead> = {}): CredentialRead {
  const base = { id, provider: "github", title: id, account: "", host: "", state: "ok", is_mine: true };
  return { ...base, created_at: "2026-01-01T00:00:00Z", ...more } as CredentialRead;
}

describe("services", () => {
  it("begin with signing in there, unless the operator has not set that up", () => {
    const both = service("hubspot", { auth: [way("api_key"), way("oauth2")] });
    expect(waysOf(both)).toEqual(["oauth2", "api_key"]);
    expect(waysOf({ ...both, auth: [way("api_key"), way("oauth2", false)] })).toEqual(["api_key", "oauth2"]);
  });
  it("are out of reach where signing in there is the only way and is not set up", () => {
    expect(isOutOfReach(service("google", { auth: [way("oauth2", false)] }))).toBe(true);
    expect(isOutOfReach(service("hubspot", { auth: [way("api_key"), way("oauth2", false)] }))).toBe(false);
  });
  it("are found by all words, those that begin so first", () => {
    const all = [service("openai"), service("airtable"), service("ai21")];
    expect(found(all, "ai").map(({ slug }) => slug)).toEqual(["ai21", "airtable", "openai"]);
    expect(found(all, "open ai").map(({ slug }) => slug)).toEqual(["openai"]);
  });
  it("say whose site it is", () => expect(siteOf("https://github.com/settings/tokens")).toBe("github.com"));
});

describe("headers", () => {
  it("are read line by line, with colons in values", () =>
    expect(headersIn("X-Api-Key: abc\n\nAuthorization: Bearer a:b ")).toEqual({
      headers: { "X-Api-Key": "abc", Authorization: "Bearer a:b" },
    }));
  it.each(["nothing", ": value", "X-Empty:", "two words: x"])("refuse %j and say which line", (line) =>
    expect(headersIn(`Fine: yes\n${line}`)).toEqual({ badLine: 2 }),
  );
});

describe("credentials", () => {
  it("stand by service, those that fail first", () => {
    const all = [
      credential("a", { provider: "airtable" }),
      credential("b", { provider: "slack", state: "expired" }),
      credential("c", { provider: "airtable" }),
    ];
    const groups = grouped(all, (slug) => slug);
    expect(groups.map((one) => [one.provider, one.credentials.length])).toEqual([
      ["slack", 1],
      ["airtable", 2],
    ]);
  });
  it("are chosen as the server does: one's own newest that has not expired, else a shared one", () => {
    const shared = credential("shared", { is_mine: false, created_at: "2026-03-01T00:00:00Z" });
    const old = credential("old");
    const ended = credential("ended", { state: "expired", created_at: "2026-02-01T00:00:00Z" });
    expect(automatic([shared, ended, old])?.id).toBe("old");
    expect(automatic([shared])?.id).toBe("shared");
    expect(automatic([])).toBeUndefined();
  });
  it("are found by account and service", () => {
    const mine = credential("Work", { account: "octocat" });
    expect([holds(mine, "GitHub", "octo git"), holds(mine, "GitHub", "slack")]).toEqual([true, false]);
  });
});

describe("the way back from a service", () => {
  it("tells what was connected, or why not", () => {
    expect(oauthReturn(new URLSearchParams("connected=1"))).toEqual({ connected: "1" });
    expect(oauthReturn(new URLSearchParams("oauth_error=access_denied"))).toEqual({ error: "access_denied" });
    expect(oauthReturn(new URLSearchParams("connected="))).toBeNull();
  });
  it("goes from window to window and back into an address", () => {
    expect(isOAuthReturn({ connected: "1" })).toBe(true);
    expect(isOAuthReturn({ other: 1 })).toBe(false);
    expect(asParameters({ error: "a b" })).toBe("oauth_error=a+b");
  });
});
