// What the marketplace reads from the API and asks of it.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import { queryClient } from "@/api/queryClient";
import { type Filter, parametersOf } from "@/features/marketplace/lib/filter";

const PAGE = 24;
const RATINGS = 10;
const STORE = "store";

export const REPORT_KINDS = ["harmful", "misleading", "broken", "stolen", "spam", "other"] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

export interface Address {
  creator: string;
  slug: string;
}

/** creator: of one creator alone. */
export function listingsQuery(filter: Filter, creator?: string) {
  return infiniteQueryOptions({
    queryKey: [STORE, "listings", filter, creator],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        ...parametersOf(filter),
        ...(creator !== undefined && { creator }),
        limit: PAGE,
        offset: pageParam,
      };
      return data(api.GET("/api/v1/store/listings", { params: { query }, signal }));
    },
    initialPageParam: 0,
    getNextPageParam: ({ total }, _pages, offset) => (offset + PAGE < total ? offset + PAGE : undefined),
    staleTime: 60_000,
  });
}

export const featuredQuery = queryOptions({
  queryKey: [STORE, "featured"],
  queryFn: ({ signal }) => data(api.GET("/api/v1/store/featured", { signal })),
  staleTime: 60_000,
});

export const categoriesQuery = queryOptions({
  queryKey: [STORE, "categories"],
  queryFn: ({ signal }) => data(api.GET("/api/v1/store/categories", { signal })),
  staleTime: 10 * 60_000,
});

export function suggestionsQuery(words: string) {
  return queryOptions({
    queryKey: [STORE, "suggestions", words],
    queryFn: ({ signal }) =>
      data(api.GET("/api/v1/store/suggestions", { params: { query: { q: words } }, signal })),
    staleTime: 60_000,
  });
}

/** isSignedIn: the same page says more to members. */
export function listingQuery(path: Address, isSignedIn: boolean) {
  return queryOptions({
    queryKey: [STORE, "listing", path.creator, path.slug, isSignedIn],
    queryFn: ({ signal }) =>
      data(api.GET("/api/v1/store/listings/{creator}/{slug}", { params: { path }, signal })),
    staleTime: 30_000,
  });
}

export function similarQuery(path: Address) {
  return queryOptions({
    queryKey: [STORE, "similar", path.creator, path.slug],
    queryFn: ({ signal }) =>
      data(api.GET("/api/v1/store/listings/{creator}/{slug}/similar", { params: { path }, signal })),
    staleTime: 60_000,
  });
}

export function ratingsQuery(path: Address, isSignedIn: boolean) {
  return infiniteQueryOptions({
    queryKey: [STORE, "ratings", path.creator, path.slug, isSignedIn],
    queryFn: ({ pageParam, signal }) => {
      const params = { path, query: { limit: RATINGS, offset: pageParam } };
      return data(api.GET("/api/v1/store/listings/{creator}/{slug}/ratings", { params, signal }));
    },
    initialPageParam: 0,
    getNextPageParam: ({ total }, _pages, offset) =>
      offset + RATINGS < total ? offset + RATINGS : undefined,
  });
}

export function creatorQuery(slug: string) {
  return queryOptions({
    queryKey: [STORE, "creator", slug],
    queryFn: ({ signal }) =>
      data(api.GET("/api/v1/store/creators/{slug}", { params: { path: { slug } }, signal })),
    staleTime: 60_000,
  });
}

/** Add an agent to the library, at the price that is shown; gives the id of the graph that the workspace has of it now. */
export async function install(listingId: string, price: string): Promise<string> {
  const params = { path: { listing_id: listingId } };
  const asked = api.POST("/api/v1/store/listings/{listing_id}/install", { params, body: { price } });
  const { graph_id: id } = await data(asked);
  void queryClient.invalidateQueries({ queryKey: ["graphs"] });
  void queryClient.invalidateQueries({ queryKey: [STORE, "listing"] });
  return id;
}

/** Say what one thinks of an agent that one has run; the same version again changes it. */
export async function rate(listingId: string, body: { stars: number; text: string }): Promise<void> {
  const params = { path: { listing_id: listingId } };
  await data(api.POST("/api/v1/store/listings/{listing_id}/ratings", { params, body }));
  await reread();
}

export async function deleteRating(id: string): Promise<void> {
  await data(api.DELETE("/api/v1/store/ratings/{rating_id}", { params: { path: { rating_id: id } } }));
  await reread();
}

export async function answer(ratingId: string, text: string): Promise<void> {
  const params = { path: { rating_id: ratingId } };
  await data(api.PUT("/api/v1/store/ratings/{rating_id}/answer", { params, body: { text } }));
  await reread();
}

/** What is reported: one of the two. */
export interface Reported {
  listing?: string;
  rating?: string;
}

export async function report(of: Reported, body: { kind: ReportKind; text: string }): Promise<void> {
  if (of.listing !== undefined) {
    const params = { path: { listing_id: of.listing } };
    await data(api.POST("/api/v1/store/listings/{listing_id}/reports", { params, body }));
  }
  if (of.rating !== undefined) {
    const params = { path: { rating_id: of.rating } };
    await data(api.POST("/api/v1/store/ratings/{rating_id}/reports", { params, body }));
  }
}

/** Stars and words stand on several pages. */
function reread(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: [STORE] });
}
