import clsx from "clsx";
import { Star } from "lucide-react";
import { RadioGroup } from "radix-ui";
import { starsText } from "@/features/marketplace/components/Stars";

const FIVE = [1, 2, 3, 4, 5];

interface StarsFieldProps {
  label: string;
  /** 0: none chosen yet. */
  stars: number;
  onChange: (stars: number) => void;
}

/** One to five stars, chosen by pointer or arrow keys. */
export function StarsField({ label, stars, onChange }: StarsFieldProps) {
  return (
    <RadioGroup.Root
      aria-label={label}
      orientation="horizontal"
      value={stars === 0 ? "" : String(stars)}
      onValueChange={(value) => onChange(Number(value))}
      className="flex gap-1"
    >
      {FIVE.map((place) => (
        <RadioGroup.Item
          key={place}
          value={String(place)}
          aria-label={starsText(place)}
          className={clsx(
            "flex size-9 items-center justify-center rounded-md hover:bg-subtle",
            place <= stars ? "text-warning-text" : "text-faint",
          )}
        >
          <Star aria-hidden className="size-6" fill={place <= stars ? "currentColor" : "none"} />
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
