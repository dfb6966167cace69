import { useQuery } from "@tanstack/react-query";
import { useLocation } from "react-router";
import { api, data } from "@/api/client";
import { returnPath } from "@/app/lib/returnPath";
import { cookie } from "@/features/auth/lib/cookie";
import { keepReturnPath } from "@/features/auth/lib/socialReturn";
import { auth } from "@/text/en/auth";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";

/** The ways in by another site's account, if the operator has set any up. */
export function Providers() {
  const { search } = useLocation();
  const { data: providers = [] } = useQuery({
    queryKey: ["providers"],
    queryFn: ({ signal }) => data(api.GET("/api/v1/auth/providers", { signal })),
    staleTime: Infinity,
  });
  if (providers.length === 0) return null;
  return (
    <>
      <div className="flex items-center gap-3 text-xs text-faint before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {auth.or}
      </div>
      {providers.map((provider) => (
        // A whole form: the browser leaves for the provider's site.
        <form
          key={provider.name}
          method="post"
          action={provider.begin_url}
          onSubmit={() => keepReturnPath(returnPath(search))}
        >
          <input
            type="hidden"
            name="csrfmiddlewaretoken"
            value={cookie(document.cookie, "csrftoken") ?? ""}
          />
          <Button type="submit" size="large" className="w-full">
            {fill(auth.withProvider, { provider: provider.title })}
          </Button>
        </form>
      ))}
    </>
  );
}
