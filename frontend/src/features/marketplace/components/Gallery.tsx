import clsx from "clsx";
import { useState } from "react";
import { Cover } from "@/features/marketplace/components/Cover";
import { marketplace } from "@/text/en/marketplace";
import { fill } from "@/text/fill";

const { page: words } = marketplace;

/** The pictures of an agent: one large, the others to choose from. */
export function Gallery({ title, images }: { title: string; images: readonly string[] }) {
  const [place, setPlace] = useState(0);
  const image = images[place] ?? images[0];
  if (image === undefined) return <Cover title={title} image={null} className="max-h-64 rounded-xl" />;
  return (
    <div className="flex flex-col gap-2">
      <img
        src={image}
        alt={fill(words.picture, { number: place + 1, title })}
        className="aspect-video w-full rounded-xl border border-line bg-subtle object-contain"
      />
      {images.length > 1 && (
        <ul className="flex gap-2 overflow-x-auto p-1">
          {images.map((one, number) => (
            <li key={one} className="shrink-0">
              <button
                type="button"
                aria-label={fill(words.showPicture, { number: number + 1 })}
                aria-pressed={number === place}
                onClick={() => setPlace(number)}
                className={clsx(
                  "block overflow-hidden rounded-md border-2",
                  number === place ? "border-accent" : "border-transparent",
                )}
              >
                <img src={one} alt="" loading="lazy" className="aspect-video w-24 object-cover" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
