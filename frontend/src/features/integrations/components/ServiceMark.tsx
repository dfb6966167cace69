import clsx from "clsx";

const HUES = [
  "bg-accent-soft text-accent-text",
  "bg-info-soft text-info-text",
  "bg-success-soft text-success-text",
  "bg-warning-soft text-warning-text",
];

/** The first letter of a service on a colour of its own. */
export function ServiceMark({ name, className }: { name: string; className?: string }) {
  const number = Array.from(name, (letter) => letter.charCodeAt(0)).reduce((sum, code) => sum + code, 0);
  return (
    <span
      aria-hidden
      className={clsx(
        "flex size-9 shrink-0 items-center justify-center rounded-lg text-sm font-semibold",
        HUES[number % HUES.length],
        className,
      )}
    >
      {name.charAt(0).toUpperCase()}
    </span>
  );
}
