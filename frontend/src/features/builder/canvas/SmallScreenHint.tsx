import { MonitorSmartphone, X } from "lucide-react";
import { useState } from "react";
import { builder } from "@/text/en/builder";
import { IconButton } from "@/ui/Button";

const SEEN = "polychord.builder.small";

/** On a phone: what the canvas is good for there. Once in a tab. */
export function SmallScreenHint() {
  const [isSeen, setIsSeen] = useState(() => sessionStorage.getItem(SEEN) !== null);
  if (isSeen) return null;
  const close = () => {
    sessionStorage.setItem(SEEN, "1");
    setIsSeen(true);
  };
  return (
    <div
      role="note"
      className="flex items-start gap-2 border-b border-line bg-info-soft py-2 pr-1 pl-3 text-sm text-info-text sm:hidden"
    >
      <MonitorSmartphone aria-hidden className="mt-0.5 size-4 shrink-0" />
      <p className="min-w-0 flex-1">{builder.smallScreen}</p>
      <IconButton
        size="small"
        label={builder.smallScreenClose}
        icon={<X aria-hidden className="size-4" />}
        onClick={close}
      />
    </div>
  );
}
