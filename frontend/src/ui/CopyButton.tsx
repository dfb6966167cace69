import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { ui } from "@/text/en/ui";
import { IconButton } from "@/ui/Button";
import { toast } from "@/ui/toast";

const SHOWN_MS = 1500;

interface CopyProps {
  /** A function where the text is dear to make. */
  text: string | (() => string);
  label?: string;
}

export function CopyButton({ text, label = ui.copy }: CopyProps) {
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setIsCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = () => {
    navigator.clipboard.writeText(typeof text === "string" ? text : text()).then(
      () => setIsCopied(true),
      () => toast.error(ui.copyFailed),
    );
  };
  const Icon = isCopied ? Check : Copy;
  return (
    <IconButton
      size="small"
      label={isCopied ? ui.copied : label}
      icon={<Icon aria-hidden className="size-4" />}
      onClick={copy}
    />
  );
}
