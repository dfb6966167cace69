// Questions of executions to people.
import {
  infiniteQueryOptions,
  queryOptions,
  skipToken,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api, data } from "@/api/client";
import { nextCursor } from "@/api/cursor";
import { ApiError } from "@/api/error";
import type { ReviewAnswerRequest, ReviewRead, ReviewReadStatusEnum } from "@/api/schema";
import { useWorkspaceHints } from "@/live/live";
import { reviews } from "@/text/en/reviews";
import { toast } from "@/ui/toast";

const REVIEWS_KEY = ["reviews"] as const;
const COUNT_KEY = ["pendingReviews"] as const;
const PAGE = 50;

export type ReviewStatus = ReviewReadStatusEnum;

/** execution: only of this run and those below it. */
export function reviewsQuery(status: ReviewStatus, execution: string | null) {
  return infiniteQueryOptions({
    queryKey: [...REVIEWS_KEY, status, execution],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        status,
        page_size: PAGE,
        ...(execution !== null && { execution }),
        ...(pageParam !== "" && { cursor: pageParam }),
      };
      return data(api.GET("/api/v1/reviews", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: nextCursor,
  });
}

/** Names of agents by id, for those that ask. */
export function agentNamesQuery(ids: readonly string[]) {
  const wanted = [...new Set(ids)].toSorted().slice(0, 100);
  return queryOptions({
    queryKey: ["graphs", "names", ...wanted],
    queryFn: async ({ signal }) => {
      const query = { ids: wanted, page_size: 100 };
      const page = await data(api.GET("/api/v1/graphs", { params: { query }, signal }));
      return new Map(page.results.map((graph) => [graph.id, graph.name]));
    },
    enabled: wanted.length > 0,
    staleTime: 60_000,
  });
}

/** How many questions wait, for the navigation. Hears of each change, and has the lists read again. */
export function usePendingReviews(): number | undefined {
  const client = useQueryClient();
  const { data: count } = useQuery<number>({ queryKey: COUNT_KEY, queryFn: skipToken });
  const reread = () => void client.invalidateQueries({ queryKey: REVIEWS_KEY });
  useWorkspaceHints({
    onHint: (hint) => {
      if (hint.type !== "reviews.changed") return;
      client.setQueryData(COUNT_KEY, hint.pending);
      reread();
    },
    onGap: reread,
  });
  return count;
}

export interface Answer extends Omit<ReviewAnswerRequest, "message" | "auto_approve"> {
  message?: string;
  auto_approve?: boolean;
}

/** Answer one question. That somebody was quicker is news, no error. */
export function useAnswer() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...answer }: Answer & { id: string }) => send(id, answer),
    meta: { showsError: true },
    onError: (error) => {
      if (error.code === "review_is_decided") toast.info(reviews.someoneElse);
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: REVIEWS_KEY }),
        client.invalidateQueries({ queryKey: ["execution"] }),
      ]),
  });
}

interface ManyAnswered {
  done: number;
  refused: ApiError[];
}

/** Answer several alike, one after the other; a refusal does not keep the others from it. */
export function useAnswerMany() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ asked, ...answer }: Answer & { asked: readonly ReviewRead[] }) => {
      const outcome: ManyAnswered = { done: 0, refused: [] };
      for (const review of asked) {
        try {
          await send(review.id, answer);
          outcome.done += 1;
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          outcome.refused.push(error);
        }
      }
      return outcome;
    },
    onSettled: () => client.invalidateQueries({ queryKey: REVIEWS_KEY }),
  });
}

function send(id: string, answer: Answer): Promise<ReviewRead> {
  const body = { message: "", auto_approve: false, ...answer };
  return data(api.POST("/api/v1/reviews/{id}", { params: { path: { id } }, body }));
}
