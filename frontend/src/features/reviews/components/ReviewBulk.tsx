import { Check, X } from "lucide-react";
import { useState } from "react";
import type { ReviewRead } from "@/api/schema";
import { useAnswerMany } from "@/features/reviews/queries";
import { reviews } from "@/text/en/reviews";
import { ui } from "@/text/en/ui";
import { plural } from "@/text/fill";
import { Button, IconButton } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { TextArea } from "@/ui/Input";
import { toast } from "@/ui/toast";

const words = reviews.bulk;

/** The same answer to several questions. */
export function ReviewBulk({ asked, onDone }: { asked: readonly ReviewRead[]; onDone: () => void }) {
  const answerMany = useAnswerMany();
  const [isRejecting, setIsRejecting] = useState(false);
  const [message, setMessage] = useState("");
  if (asked.length === 0) return null;
  const count = asked.length;
  const decide = (decision: "approve" | "reject") =>
    answerMany.mutate(
      { asked, decision, message: decision === "reject" ? message.trim() : "" },
      {
        onSuccess: ({ done, refused }) => {
          const said = decision === "approve" ? words.approved : words.rejected;
          if (done > 0) toast.success(plural(done, said.one, said.many));
          const [first] = refused;
          if (first !== undefined) {
            toast.error(
              plural(refused.length, words.refused.one, words.refused.many).replace("{why}", first.message),
            );
          }
          setIsRejecting(false);
          onDone();
        },
      },
    );
  return (
    <div
      role="toolbar"
      aria-label={plural(count, words.chosen.one, words.chosen.many)}
      className="sticky bottom-4 z-10 mx-auto flex max-w-full flex-wrap items-center gap-2 rounded-xl border border-line bg-raised px-3 py-2 shadow-float"
    >
      <span className="px-1 text-sm font-medium">{plural(count, words.chosen.one, words.chosen.many)}</span>
      <Button
        kind="primary"
        icon={<Check aria-hidden className="size-4" />}
        disabled={answerMany.isPending}
        onClick={() => decide("approve")}
      >
        {words.approve}
      </Button>
      <Button
        icon={<X aria-hidden className="size-4" />}
        disabled={answerMany.isPending}
        onClick={() => setIsRejecting(true)}
      >
        {words.reject}
      </Button>
      <IconButton label={words.none} icon={<X aria-hidden className="size-4" />} onClick={onDone} />
      <Dialog
        isOpen={isRejecting}
        onClose={() => setIsRejecting(false)}
        title={plural(count, words.rejectTitle.one, words.rejectTitle.many)}
        description={words.rejectIntro}
        actions={
          <>
            <Button onClick={() => setIsRejecting(false)}>{ui.cancel}</Button>
            <Button kind="danger" isBusy={answerMany.isPending} onClick={() => decide("reject")}>
              {reviews.reject}
            </Button>
          </>
        }
      >
        <Field label={reviews.message}>
          <TextArea maxLength={10_000} value={message} onChange={({ target }) => setMessage(target.value)} />
        </Field>
      </Dialog>
    </div>
  );
}
