import { Link } from "react-router";
import { credits } from "@/text/en/credits";
import { Notice } from "@/ui/Page";

/** Said of a run that waits for credits: how more of them come, and that it goes on by itself. */
export function CreditsOut() {
  return (
    <Notice tone="warning">
      {credits.out.text}{" "}
      <Link to="/credits?tab=plan" className="font-medium underline">
        {credits.out.toCredits}
      </Link>
    </Notice>
  );
}
