// Schedules, triggers and presets: of one agent, or (null) of the workspace.
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import { queryClient } from "@/api/queryClient";
import type {
  PatchedPresetChangeRequest,
  PatchedScheduleChangeRequest,
  PatchedTriggerChangeWriteRequest,
  PresetWriteRequest,
  ScheduleWriteRequest,
  TimesWriteRequest,
  TriggerWriteRequest,
} from "@/api/schema";

const MOST = 200; // of a list that is shown whole

function of(graphId: string | null) {
  return { page_size: MOST, ...(graphId !== null && { graph: graphId }) };
}

export function schedulesQuery(graphId: string | null) {
  return queryOptions({
    queryKey: ["schedules", graphId],
    queryFn: async ({ signal }) =>
      (await data(api.GET("/api/v1/schedules", { params: { query: of(graphId) }, signal }))).results,
  });
}

/** What cannot start the active version as it is. */
export function misfitsQuery(graphId: string) {
  return queryOptions({
    queryKey: ["misfits", graphId],
    queryFn: async ({ signal }) => {
      const params = { path: { id: graphId } };
      return (await data(api.GET("/api/v1/graphs/{id}/misfits", { params, signal }))).misfits;
    },
  });
}

export function startsQuery(id: string) {
  return queryOptions({
    queryKey: ["schedules", id, "starts"],
    queryFn: async ({ signal }) =>
      (await data(api.GET("/api/v1/schedules/{id}/starts", { params: { path: { id } }, signal }))).results,
  });
}

/** The next times of what is being typed, and what it is in words. */
export function timesQuery(body: TimesWriteRequest) {
  return queryOptions({
    queryKey: ["schedules", "times", body],
    queryFn: ({ signal }) => data(api.POST("/api/v1/schedules/preview", { body, signal })),
    placeholderData: (previous) => previous,
    staleTime: 30_000,
  });
}

export function triggersQuery(graphId: string | null) {
  return queryOptions({
    queryKey: ["triggers", graphId],
    queryFn: async ({ signal }) =>
      (await data(api.GET("/api/v1/triggers", { params: { query: of(graphId) }, signal }))).results,
  });
}

export function deliveriesQuery(id: string) {
  return queryOptions({
    queryKey: ["triggers", id, "deliveries"],
    queryFn: async ({ signal }) =>
      (await data(api.GET("/api/v1/triggers/{id}/deliveries", { params: { path: { id } }, signal }))).results,
  });
}

export function presetsQuery(graphId: string) {
  return queryOptions({
    queryKey: ["presets", graphId],
    queryFn: async ({ signal }) =>
      (await data(api.GET("/api/v1/presets", { params: { query: of(graphId) }, signal }))).results,
  });
}

type Changes<Body> = { [Name in keyof Body]?: Body[Name] | undefined };

export const schedules = {
  add: (body: ScheduleWriteRequest) => then("schedules", data(api.POST("/api/v1/schedules", { body }))),
  /** What is left out stays as it is. */
  change: (id: string, changes: Changes<PatchedScheduleChangeRequest>) => {
    const body = changes as PatchedScheduleChangeRequest;
    return then("schedules", data(api.PATCH("/api/v1/schedules/{id}", { params: { path: { id } }, body })));
  },
  remove: (id: string) =>
    then("schedules", api.DELETE("/api/v1/schedules/{id}", { params: { path: { id } } })),
  runNow: (id: string) =>
    then("schedules", data(api.POST("/api/v1/schedules/{id}/run-now", { params: { path: { id } } }))),
};

export const triggers = {
  add: (body: TriggerWriteRequest) => then("triggers", data(api.POST("/api/v1/triggers", { body }))),
  change: (id: string, body: PatchedTriggerChangeWriteRequest) =>
    then("triggers", data(api.PATCH("/api/v1/triggers/{id}", { params: { path: { id } }, body }))),
  remove: (id: string) => then("triggers", api.DELETE("/api/v1/triggers/{id}", { params: { path: { id } } })),
  rotate: (id: string) =>
    then(
      "triggers",
      data(api.POST("/api/v1/triggers/{id}/rotate-secret", { params: { path: { id } }, body: {} })),
    ),
  register: (id: string) =>
    then("triggers", data(api.POST("/api/v1/triggers/{id}/register", { params: { path: { id } } }))),
  replay: (id: string, deliveryId: string) => {
    const params = { path: { id, delivery_id: deliveryId } };
    return then(
      "triggers",
      data(api.POST("/api/v1/triggers/{id}/deliveries/{delivery_id}/replay", { params })),
    );
  },
};

export const presets = {
  add: (body: PresetWriteRequest) => then("presets", data(api.POST("/api/v1/presets", { body }))),
  change: (id: string, changes: Changes<PatchedPresetChangeRequest>) => {
    const body = changes as PatchedPresetChangeRequest;
    return then("presets", data(api.PATCH("/api/v1/presets/{id}", { params: { path: { id } }, body })));
  },
  remove: (id: string) => then("presets", api.DELETE("/api/v1/presets/{id}", { params: { path: { id } } })),
  run: (id: string) =>
    then("presets", data(api.POST("/api/v1/presets/{id}/run", { params: { path: { id } } }))),
};

/** What was changed is read again. */
async function then<Answer>(noun: string, call: Promise<Answer>): Promise<Answer> {
  const answer = await call;
  await Promise.all([noun, "misfits"].map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
  return answer;
}
