import { FileUp, X } from "lucide-react";
import { useRef, useState } from "react";
import { fileIn, MAX_FILE_BYTES, named } from "@/fields/lib/file";
import type { ControlProps } from "@/fields/types";
import { fields } from "@/text/en/fields";
import { fill } from "@/text/fill";
import { Button, IconButton } from "@/ui/Button";
import { Input } from "@/ui/Input";
import { bytes } from "@/ui/lib/format";

export function FileControl({ value, onChange, isDisabled = false }: ControlProps) {
  const chooser = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const held = fileIn(value);
  const take = (file: File | undefined) => {
    if (file === undefined) return;
    read(file).then(
      (address) => {
        setProblem(null);
        onChange(address);
      },
      (error: unknown) => setProblem(error instanceof Error ? error.message : fields.file.unreadable),
    );
  };
  return (
    <div className="flex flex-col gap-1.5">
      <input
        ref={chooser}
        type="file"
        tabIndex={-1}
        aria-label={fields.file.choose}
        className="sr-only"
        disabled={isDisabled}
        onChange={(event) => {
          take(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      <div className="flex items-center gap-2">
        <Button
          icon={<FileUp aria-hidden className="size-4" />}
          disabled={isDisabled}
          onClick={() => chooser.current?.click()}
        >
          {held === null ? fields.file.choose : fields.file.other}
        </Button>
        {held !== null && (
          <>
            <span className="min-w-0 truncate text-sm">
              {held.name === "" ? held.type || fields.file.unnamed : held.name}{" "}
              <span className="text-faint">{bytes(held.bytes)}</span>
            </span>
            <IconButton
              size="small"
              label={fields.file.remove}
              icon={<X aria-hidden className="size-3.5" />}
              disabled={isDisabled}
              onClick={() => onChange(undefined)}
            />
          </>
        )}
      </div>
      {held === null && (
        <Input
          aria-label={fields.file.addressLabel}
          placeholder={fields.file.address}
          value={typeof value === "string" ? value : ""}
          disabled={isDisabled}
          onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
        />
      )}
      {problem !== null && (
        <p role="alert" className="text-xs text-danger-text">
          {problem}
        </p>
      )}
    </div>
  );
}

function read(file: File): Promise<string> {
  if (file.size > MAX_FILE_BYTES) {
    const said = { name: file.name, size: bytes(file.size), limit: bytes(MAX_FILE_BYTES) };
    return Promise.reject(new Error(fill(fields.file.tooLarge, said)));
  }
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(named(reader.result as string, file.name)); // asked for as a data URL;
    reader.onerror = () => reject(new Error(fill(fields.file.unreadable, { name: file.name })));
    reader.readAsDataURL(file);
  });
}
