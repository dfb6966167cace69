import { Plus, X } from "lucide-react";
import { type Link, MAX_LINKS } from "@/features/publishing/lib/links";
import { publishing } from "@/text/en/publishing";
import { fill } from "@/text/fill";
import { Button, IconButton } from "@/ui/Button";
import { Input } from "@/ui/Input";

const words = publishing.profile;

interface LinkRowsProps {
  links: readonly Link[];
  onChange: (links: Link[]) => void;
  error: string | undefined;
}

export function LinkRows({ links, onChange, error }: LinkRowsProps) {
  const put = (place: number, change: Partial<Link>) =>
    onChange(links.map((link, at) => (at === place ? { ...link, ...change } : link)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-sm font-medium">{words.links}</legend>
      {links.map((link, place) => (
        <div key={place} className="flex gap-2">
          <Input
            aria-label={fill(words.linkTitle, { number: place + 1 })}
            placeholder={words.linkTitleHint}
            className="max-w-40"
            maxLength={40}
            value={link.title}
            onChange={(event) => put(place, { title: event.target.value })}
          />
          <Input
            aria-label={fill(words.linkUrl, { number: place + 1 })}
            placeholder={words.linkUrlHint}
            inputMode="url"
            maxLength={300}
            value={link.url}
            onChange={(event) => put(place, { url: event.target.value })}
          />
          <IconButton
            label={fill(words.removeLink, { number: place + 1 })}
            icon={<X aria-hidden className="size-4" />}
            onClick={() => onChange(links.filter((_, at) => at !== place))}
          />
        </div>
      ))}
      {error !== undefined && (
        <p role="alert" className="text-xs text-danger-text">
          {error}
        </p>
      )}
      {links.length < MAX_LINKS && (
        <Button
          size="small"
          className="self-start"
          icon={<Plus aria-hidden className="size-3.5" />}
          onClick={() => onChange([...links, { title: "", url: "" }])}
        >
          {words.addLink}
        </Button>
      )}
    </fieldset>
  );
}
