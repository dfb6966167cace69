import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useId, useState } from "react";
import { fieldErrors } from "@/api/error";
import type { MyListing } from "@/api/schema";
import { appeal } from "@/features/publishing/api";
import { publishing } from "@/text/en/publishing";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { TextArea } from "@/ui/Input";
import { Notice } from "@/ui/Page";
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
  const formId = useId();
  const [text, setText] = useState("");
  const sending = useMutation({
    mutationFn: () => appeal(listing, against, text.trim()),
    meta: { showsError: true },
    onSuccess: () => {
      toast.success(words.sent);
      onClose();
    },
  });
  const errors = fieldErrors(sending.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    sending.mutate();
  };
  const send = (
    <Button
      type="submit"
      form={formId}
      kind="primary"
      isBusy={sending.isPending}
      disabled={text.trim() === ""}
    >
      {words.send}
    </Button>
  );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={fill(words.title, { name: listing.title })}
      description={words.text}
      actions={send}
    >
      <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-4">
        {sending.isError && Object.keys(errors).length === 0 && (
          <Notice tone="danger">{sending.error.message}</Notice>
        )}
        <Field label={words.words} error={errors.text} isRequired>
          <TextArea
            rows={6}
            value={text}
            maxLength={MOST}
            onChange={(event) => setText(event.target.value)}
          />
        </Field>
      </form>
    </Dialog>
  );
}
