import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { ui } from "@/text/en/ui";
import { IconButton } from "@/ui/Button";
import { toast } from "@/ui/toast";

const SHOWN_MS = 1500;

export function CopyButton({ text, label = ui.copy }: { text: string; label?: string }) {
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setIsCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
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
