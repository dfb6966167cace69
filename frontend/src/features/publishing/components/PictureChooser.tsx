import { ImagePlus } from "lucide-react";
import { useId } from "react";
import { buttonClass } from "@/ui/Button";
import { Spinner } from "@/ui/Spinner";

interface PictureChooserProps {
  label: string;
  isBusy: boolean;
  isDisabled?: boolean;
  onChoose: (file: File) => void;
}

/** A button that asks for a picture's file. What it is is judged by the server, by its content. */
export function PictureChooser({ label, isBusy, isDisabled = false, onChoose }: PictureChooserProps) {
  const id = useId();
  return (
    <span className="inline-flex">
      <input
        id={id}
        type="file"
        accept="image/png,image/jpeg,image/webp,image/gif"
        className="peer sr-only"
        disabled={isBusy || isDisabled}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file !== undefined) onChoose(file);
        }}
      />
      <label
        htmlFor={id}
        aria-busy={isBusy || undefined}
        className={`${buttonClass()} cursor-pointer peer-focus-visible:outline-2 peer-focus-visible:outline-accent peer-disabled:cursor-not-allowed peer-disabled:opacity-50`}
      >
        {isBusy ? <Spinner /> : <ImagePlus aria-hidden className="size-4" />}
        {label}
      </label>
    </span>
  );
}
