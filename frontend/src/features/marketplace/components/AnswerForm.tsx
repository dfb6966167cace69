import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { RatingRead } from "@/api/schema";
import { answer } from "@/features/marketplace/api";
import { marketplace } from "@/text/en/marketplace";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { TextArea } from "@/ui/Input";
import { toast } from "@/ui/toast";

const { ratings: words } = marketplace;
const MOST = 4000; // characters

/** What a creator says to a rating; an empty answer takes it back. */
export function AnswerForm({ rating }: { rating: RatingRead }) {
  const [isOpen, setIsOpen] = useState(false);
  const [text, setText] = useState(rating.answer);
  const saving = useMutation({
    mutationFn: () => answer(rating.id, text.trim()),
    onSuccess: () => {
      toast.success(words.answered);
      setIsOpen(false);
    },
  });
  if (!isOpen) {
    return (
      <Button size="small" kind="ghost" className="self-start" onClick={() => setIsOpen(true)}>
        {rating.answer === "" ? words.toAnswer : words.changeAnswer}
      </Button>
    );
  }
  return (
    <div className="flex flex-col gap-2">
      <Field label={words.yourAnswer} hint={words.answerHint}>
        <TextArea rows={3} maxLength={MOST} value={text} onChange={({ target }) => setText(target.value)} />
      </Field>
      <div className="flex gap-2">
        <Button size="small" kind="primary" isBusy={saving.isPending} onClick={() => saving.mutate()}>
          {words.saveAnswer}
        </Button>
        <Button size="small" kind="ghost" onClick={() => setIsOpen(false)}>
          {words.cancel}
        </Button>
      </div>
    </div>
  );
}
