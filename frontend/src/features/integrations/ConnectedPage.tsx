import { CircleCheck, TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { tellOpener } from "@/features/integrations/hooks/useOAuth";
import { asParameters, oauthReturn } from "@/features/integrations/lib/oauthReturn";
import { oauthErrorText } from "@/features/integrations/lib/words";
import { integrations } from "@/text/en/integrations";
import { buttonClass } from "@/ui/Button";
import { EmptyState } from "@/ui/Card";

const words = integrations.oauth;

/** Where a window of its own ends that went to a service: it tells the page behind it, and closes. */
export function ConnectedPage() {
  const [params] = useSearchParams();
  const [answer] = useState(() => oauthReturn(params));
  const result = answer ?? { error: "no_answer" };
  useEffect(() => {
    if (answer === null) return; // opened by hand
    tellOpener(answer);
    window.close();
  }, [answer]);
  const isDone = "connected" in result;
  const Icon = isDone ? CircleCheck : TriangleAlert;
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <EmptyState
        icon={<Icon className="size-6" />}
        title={isDone ? words.done : words.failed}
        text={isDone ? words.doneText : oauthErrorText(result.error)}
        action={
          <Link to={`/integrations?${asParameters(result)}`} className={buttonClass()}>
            {words.back}
          </Link>
        }
      />
    </main>
  );
}
