// What creators read from the API, and send to it.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import { nextCursor } from "@/api/cursor";
import { queryClient } from "@/api/queryClient";
import type {
  CreatorProfileRead,
  ImageRead,
  MyListing,
  PatchedCreatorProfileWriteRequest,
  PatchedSubmissionChangeRequest,
  SubmissionRead,
} from "@/api/schema";
import type { Span } from "@/features/credits/lib/days";
import { daysOfSpan } from "@/features/publishing/lib/numbers";

/** Everything of this feature begins with it. */
const KEY = ["publishing"] as const;

export const profileQuery = queryOptions({
  queryKey: [...KEY, "profile"],
  queryFn: ({ signal }) => data(api.GET("/api/v1/store/profile", { signal })),
});

export const listingsQuery = infiniteQueryOptions({
  queryKey: [...KEY, "listings"],
  queryFn: ({ pageParam, signal }) => {
    const query = pageParam === "" ? {} : { cursor: pageParam };
    return data(api.GET("/api/v1/store/my-listings", { params: { query }, signal }));
  },
  initialPageParam: "",
  getNextPageParam: nextCursor,
});

/** The listing of one agent; null if nothing of it was ever offered. */
export function listingOfQuery(graphId: string) {
  return queryOptions({
    queryKey: [...KEY, "listing", graphId],
    queryFn: async ({ signal }) => {
      const params = { query: { graph: graphId } };
      const page = await data(api.GET("/api/v1/store/my-listings", { params, signal }));
      return page.results[0] ?? null;
    },
  });
}

/** What was offered of a listing, the newest first. */
export function historyQuery(listingId: string) {
  return queryOptions({
    queryKey: [...KEY, "history", listingId],
    queryFn: async ({ signal }) => {
      const params = { query: { listing: listingId } };
      return (await data(api.GET("/api/v1/store/submissions", { params, signal }))).results;
    },
  });
}

export function submissionQuery(id: string) {
  return queryOptions({
    queryKey: [...KEY, "submission", id],
    queryFn: ({ signal }) =>
      data(api.GET("/api/v1/store/submissions/{submission_id}", { params: of(id), signal })),
  });
}

/** What the checks find in a draft as it was at `updatedAt`. */
export function checksQuery(id: string, updatedAt: string) {
  return queryOptions({
    queryKey: [...KEY, "checks", id, updatedAt],
    queryFn: ({ signal }) =>
      data(api.GET("/api/v1/store/submissions/{submission_id}/checks", { params: of(id), signal })),
    staleTime: 0,
  });
}

/** listing: null for all of them. */
export function statisticsQuery(span: Span, listing: string | null) {
  return queryOptions({
    queryKey: [...KEY, "statistics", span, listing],
    queryFn: ({ signal }) => {
      const query = { ...daysOfSpan(span, new Date()), ...(listing !== null && { listing }) };
      return data(api.GET("/api/v1/store/statistics", { params: { query }, signal }));
    },
  });
}

const RUNS_SHOWN = 20;

/** Runs of an agent that came to their end, of which one may serve as an example. */
export function endedRunsQuery(graphId: string) {
  return queryOptions({
    queryKey: ["executions", "ended", graphId],
    queryFn: async ({ signal }) => {
      const query = { graph: graphId, status: ["COMPLETED" as const], page_size: RUNS_SHOWN };
      return (await data(api.GET("/api/v1/executions", { params: { query }, signal }))).results;
    },
  });
}

export async function startSubmission(graphId: string): Promise<SubmissionRead> {
  const made = await data(api.POST("/api/v1/store/submissions", { body: { graph_id: graphId } }));
  await forgetOffers();
  return made;
}

export async function saveDraft(id: string, body: PatchedSubmissionChangeRequest): Promise<SubmissionRead> {
  const saved = await data(api.PATCH("/api/v1/store/submissions/{submission_id}", { params: of(id), body }));
  queryClient.setQueryData(submissionQuery(id).queryKey, saved);
  return saved;
}

export async function deleteDraft(id: string): Promise<void> {
  await api.DELETE("/api/v1/store/submissions/{submission_id}", { params: of(id) });
  await forgetOffers();
}

export async function submitDraft(id: string): Promise<void> {
  await api.POST("/api/v1/store/submissions/{submission_id}/submit", { params: of(id) });
  await forgetOffers();
}

export async function withdraw(id: string): Promise<void> {
  await api.POST("/api/v1/store/submissions/{submission_id}/withdraw", { params: of(id) });
  await forgetOffers();
}

export async function unpublish({ id }: MyListing): Promise<void> {
  await api.POST("/api/v1/store/my-listings/{listing_id}/unpublish", {
    params: { path: { listing_id: id } },
  });
  await forgetOffers();
}

export async function publishAgain({ id }: MyListing): Promise<void> {
  await api.POST("/api/v1/store/my-listings/{listing_id}/publish", { params: { path: { listing_id: id } } });
  await forgetOffers();
}

/** submissionId: of what was rejected; null: against the take-down. */
export async function appeal(listing: MyListing, submissionId: string | null, text: string): Promise<void> {
  const params = { path: { listing_id: listing.id } };
  const body = { text, submission: submissionId };
  await api.POST("/api/v1/store/my-listings/{listing_id}/appeals", { params, body });
  await forgetOffers();
}

export async function saveProfile(body: PatchedCreatorProfileWriteRequest): Promise<CreatorProfileRead> {
  const saved = await data(api.PATCH("/api/v1/store/profile", { body }));
  queryClient.setQueryData(profileQuery.queryKey, saved);
  return saved;
}

export function putImage(use: ImageRead["use"], file: File): Promise<ImageRead> {
  return data(
    api.POST("/api/v1/store/images", {
      params: { query: { use } },
      body: { file: file.name },
      bodySerializer: () => {
        const form = new FormData();
        form.append("file", file);
        return form;
      },
    }),
  );
}

/** Where everybody sees a picture. */
export function imagePath(id: string): string {
  return `/api/v1/store/images/${id}`;
}

export function forgetOffers(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: KEY });
}

function of(id: string) {
  return { path: { submission_id: id } };
}

export const earningsQuery = queryOptions({
  queryKey: [...KEY, "earnings"],
  queryFn: ({ signal }) => data(api.GET("/api/v1/credits/earnings", { signal })),
});

/** What was asked for, the newest first. */
export const payoutsQuery = infiniteQueryOptions({
  queryKey: [...KEY, "payouts"],
  queryFn: ({ pageParam, signal }) => {
    const query = pageParam === "" ? {} : { cursor: pageParam };
    return data(api.GET("/api/v1/credits/payouts", { params: { query }, signal }));
  },
  initialPageParam: "",
  getNextPageParam: nextCursor,
});

export async function askForPayout(body: { credits: number; destination: string }): Promise<void> {
  await data(api.POST("/api/v1/credits/payouts", { body }));
  await queryClient.invalidateQueries({ queryKey: KEY });
}
