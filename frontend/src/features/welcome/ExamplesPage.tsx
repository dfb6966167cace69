import { Link } from "react-router";
import { ExampleCards } from "@/features/welcome/components/ExampleCards";
import { welcome } from "@/text/en/welcome";
import { buttonClass } from "@/ui/Button";
import { Page } from "@/ui/Page";

export function ExamplesPage() {
  const draw = (
    <Link to="/agents/new" className={buttonClass()}>
      {welcome.draw}
    </Link>
  );
  return (
    <Page title={welcome.examplesTitle} intro={welcome.examplesIntro} actions={draw}>
      <ExampleCards />
    </Page>
  );
}
