import { MutationCache } from "@tanstack/react-query";
import { ApiError } from "@/api/error";
import { FreshClient } from "@/api/lib/freshClient";
import { toast } from "@/ui/toast";

declare module "@tanstack/react-query" {
  interface Register {
    defaultError: ApiError;
    mutationMeta: { /** The form shows the error itself. */ showsError?: boolean };
  }
}

const MAX_RETRIES = 2;

export const queryClient = new FreshClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => error instanceof ApiError && error.isPassing && failures < MAX_RETRIES,
    },
  },
  mutationCache: new MutationCache({
    onError: (error, _variables, _context, mutation) => {
      if (mutation.meta?.showsError !== true) toast.error(error.message);
    },
  }),
});
