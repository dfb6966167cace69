// Paying: tiers, top-ups, invoices and statements. Pages to pay on are Stripe's.
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import type { AutoTopUpRead } from "@/api/schema";
import { CREDITS_KEY, forgetCredits } from "@/features/credits/api";

export const tiersQuery = queryOptions({
  queryKey: [...CREDITS_KEY, "tiers"],
  queryFn: ({ signal }) => data(api.GET("/api/v1/credits/tiers", { signal })),
});

export const autoTopUpQuery = queryOptions({
  queryKey: [...CREDITS_KEY, "auto-top-up"],
  queryFn: ({ signal }) => data(api.GET("/api/v1/credits/auto-top-up", { signal })),
});

export const invoicesQuery = queryOptions({
  queryKey: [...CREDITS_KEY, "invoices"],
  queryFn: ({ signal }) => data(api.GET("/api/v1/credits/invoices", { signal })),
});

/** The page on which so many credits are paid for. */
export async function topUp(credits: number): Promise<string> {
  return (await data(api.POST("/api/v1/credits/top-ups", { body: { credits } }))).checkout_url;
}

/** The page on which the tier is paid for; null if it holds without. */
export async function chooseTier(tier: string): Promise<string | null> {
  const { url } = await data(api.POST("/api/v1/credits/subscription", { body: { tier } }));
  await forgetCredits();
  return url;
}

/** The page for cards and invoices. */
export async function openPortal(): Promise<string | null> {
  return (await data(api.POST("/api/v1/credits/portal"))).url;
}

/** threshold null: never. Whole credits. */
export async function saveAutoTopUp(threshold: number | null, credits: number): Promise<AutoTopUpRead> {
  const saved = await data(api.PUT("/api/v1/credits/auto-top-up", { body: { threshold, credits } }));
  await forgetCredits();
  return saved;
}

/** name: as in `2026-11.pdf`. */
export function statementFile(name: string): Promise<Blob> {
  const params = { path: { name } };
  return data<Blob>(api.GET("/api/v1/credits/statements/{name}", { params, parseAs: "blob" }));
}

/** To a page of Stripe's, in place of ours. */
export function goTo(url: string | null): void {
  if (url !== null) window.location.assign(url);
}
