import type { ReactNode } from "react";
import { Link } from "react-router";
import { marketplace } from "@/text/en/marketplace";
import { buttonClass } from "@/ui/Button";
import { EmptyState } from "@/ui/Card";

/** Nothing public stands at this address. */
export function Gone({ icon, title, text }: { icon: ReactNode; title: string; text: string }) {
  const back = (
    <Link to="/marketplace" className={buttonClass()}>
      {marketplace.page.toMarketplace}
    </Link>
  );
  return <EmptyState icon={icon} title={title} text={text} action={back} />;
}
