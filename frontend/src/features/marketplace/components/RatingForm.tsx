import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { fieldErrors } from "@/api/error";
import type { RatingRead } from "@/api/schema";
import { deleteRating, rate } from "@/features/marketplace/api";
import { StarsField } from "@/features/marketplace/components/StarsField";
import { marketplace } from "@/text/en/marketplace";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { confirm } from "@/ui/confirm";
import { Field } from "@/ui/Field";
import { TextArea } from "@/ui/Input";
import { Notice } from "@/ui/Page";
import { toast } from "@/ui/toast";

const { ratings: words } = marketplace;
const MOST = 4000; // characters

/** What somebody says who has run it; a rating of an earlier version is where it begins. */
export function RatingForm({ listingId, mine }: { listingId: string; mine: RatingRead | null }) {
  const [stars, setStars] = useState(mine?.stars ?? 0);
  const [text, setText] = useState(mine?.text ?? "");
  const [isChecked, setIsChecked] = useState(false);
  const saving = useMutation({
    mutationFn: () => rate(listingId, { stars, text: text.trim() }),
    meta: { showsError: true },
    onSuccess: () => toast.success(words.saved),
  });
  const deleting = useMutation({
    mutationFn: deleteRating,
    onSuccess: () => {
      setStars(0);
      setText("");
      setIsChecked(false);
      toast.success(words.deleted);
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setIsChecked(true);
    if (stars > 0) saving.mutate();
  };
  const remove = async (rating: RatingRead) => {
    const { deleteTitle: title, deleteText, delete: action } = words;
    if (await confirm({ title, text: deleteText, action, isDanger: true })) deleting.mutate(rating.id);
  };
  const said = fieldErrors(saving.error).text;
  return (
    <Card className="p-4">
      <form onSubmit={submit} className="flex flex-col gap-3">
        <h3 className="text-sm font-semibold">{mine === null ? words.rate : words.change}</h3>
        {saving.isError && said === undefined && <Notice tone="danger">{saving.error.message}</Notice>}
        <div>
          <StarsField label={words.stars} stars={stars} onChange={setStars} />
          {isChecked && stars === 0 && (
            <p role="alert" className="mt-1 text-xs text-danger-text">
              {words.needStars}
            </p>
          )}
        </div>
        <Field label={words.text} hint={words.textHint} error={said}>
          <TextArea rows={3} maxLength={MOST} value={text} onChange={({ target }) => setText(target.value)} />
        </Field>
        <div className="flex gap-2">
          <Button type="submit" kind="primary" isBusy={saving.isPending}>
            {words.save}
          </Button>
          {mine !== null && (
            <Button kind="ghost" isBusy={deleting.isPending} onClick={() => void remove(mine)}>
              {words.delete}
            </Button>
          )}
        </div>
      </form>
    </Card>
  );
}
