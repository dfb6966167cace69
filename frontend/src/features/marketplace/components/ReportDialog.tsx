import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { fieldErrors } from "@/api/error";
import { REPORT_KINDS, report, type Reported, type ReportKind } from "@/features/marketplace/api";
import { marketplace } from "@/text/en/marketplace";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { TextArea } from "@/ui/Input";
import { Notice } from "@/ui/Page";
import { Select } from "@/ui/Select";
import { toast } from "@/ui/toast";

const { report: words } = marketplace;
const MOST = 2000; // characters

interface ReportDialogProps {
  of: Reported;
  onClose: () => void;
}

/** Tell moderators what is wrong with an agent, or with what somebody wrote of one. */
export function ReportDialog({ of, onClose }: ReportDialogProps) {
  const [kind, setKind] = useState<ReportKind>("misleading");
  const [text, setText] = useState("");
  const sending = useMutation({
    mutationFn: () => report(of, { kind, text: text.trim() }),
    meta: { showsError: true },
    onSuccess: () => {
      toast.success(words.sent);
      onClose();
    },
  });
  const errors = fieldErrors(sending.error);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={of.listing === undefined ? words.ofRating : words.ofListing}
      description={words.intro}
      actions={
        <Button kind="primary" isBusy={sending.isPending} onClick={() => sending.mutate()}>
          {words.send}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        {sending.isError && errors.text === undefined && (
          <Notice tone="danger">{sending.error.message}</Notice>
        )}
        <Field label={words.kind}>
          <Select
            value={kind}
            choices={REPORT_KINDS.map((value) => ({ value, label: words.kinds[value] }))}
            onChange={setKind}
          />
        </Field>
        <Field label={words.text} error={errors.text}>
          <TextArea maxLength={MOST} value={text} onChange={({ target }) => setText(target.value)} />
        </Field>
      </div>
    </Dialog>
  );
}
