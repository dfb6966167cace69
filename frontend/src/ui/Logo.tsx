import clsx from "clsx";
import { shell } from "@/text/en/shell";

/** Three notes that sound together. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 32 32" className={clsx("size-7 shrink-0", className)}>
      <rect width="32" height="32" rx="8" fill="#5b4bdb" />
      <path
        d="M9.5 21.5 16 11l6.5 10.5"
        fill="none"
        stroke="#fff"
        strokeOpacity=".55"
        strokeWidth="2"
        strokeLinejoin="round"
      />
      <circle cx="16" cy="10.5" r="3.5" fill="#fff" />
      <circle cx="9.5" cy="21.5" r="3.5" fill="#fff" />
      <circle cx="22.5" cy="21.5" r="3.5" fill="#fff" />
    </svg>
  );
}

export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2.5">
      <Logo />
      <span className="text-lg font-semibold tracking-tight group-data-[narrow]/side:sr-only">
        {shell.product}
      </span>
    </span>
  );
}
