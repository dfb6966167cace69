import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { MyListing } from "@/api/schema";
import { appeal } from "@/features/publishing/api";
import { publishing } from "@/text/en/publishing";
import { fill } from "@/text/fill";
import { Field } from "@/ui/Field";
import { FormDialog } from "@/ui/FormDialog";
import { TextArea } from "@/ui/Input";
import { toast } from "@/ui/toast";

const words = publishing.appeal;
const MOST = 2_000;

interface AppealDialogProps {
  listing: MyListing;
  /** The submission that was rejected; null: the take-down. */
  against: string | null;
  onClose: () => void;
}

/** A creator's word against a decision. */
export function AppealDialog({ listing, against, onClose }: AppealDialogProps) {
  const [text, setText] = useState("");
  const sending = useMutation({
    mutationFn: () => appeal(listing, against, text.trim()),
    meta: { showsError: true },
    onSuccess: () => {
      toast.success(words.sent);
      onClose();
    },
  });
  return (
    <FormDialog
      onClose={onClose}
      onSubmit={() => sending.mutate()}
      saving={sending}
      fields={["text"]}
      title={fill(words.title, { name: listing.title })}
      description={words.text}
      submitLabel={words.send}
      canSubmit={text.trim() !== ""}
    >
      {(errors) => (
        <Field label={words.words} error={errors.text} isRequired>
          <TextArea
            rows={6}
            value={text}
            maxLength={MOST}
            onChange={(event) => setText(event.target.value)}
          />
        </Field>
      )}
    </FormDialog>
  );
}
