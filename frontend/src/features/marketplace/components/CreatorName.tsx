import { BadgeCheck } from "lucide-react";
import type { CreatorCard } from "@/api/schema";
import { marketplace } from "@/text/en/marketplace";
import { ServiceMark } from "@/features/integrations/components/ServiceMark";

type Creator = Pick<CreatorCard, "name" | "avatar" | "is_verified">;

/** The name with its mark. */
export function CreatorName({ creator }: { creator: Creator }) {
  return (
    <span className="inline-flex min-w-0 items-center gap-1">
      <span className="truncate">{creator.name}</span>
      {creator.is_verified && (
        <BadgeCheck role="img" aria-label={marketplace.verified} className="size-4 shrink-0 text-info-text" />
      )}
    </span>
  );
}

export function Avatar({ creator, className }: { creator: Creator; className: string }) {
  if (creator.avatar === null) return <ServiceMark name={creator.name} className={className} />;
  return <img src={creator.avatar} alt="" className={`${className} shrink-0 rounded-lg object-cover`} />;
}
