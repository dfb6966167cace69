import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useId, useState } from "react";
import { fieldErrors } from "@/api/error";
import type { EarningsRead } from "@/api/schema";
import { askForPayout } from "@/features/publishing/api";
import { payoutOf } from "@/features/publishing/lib/payout";
import { publishing } from "@/text/en/publishing";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { Notice } from "@/ui/Page";
import { toast } from "@/ui/toast";

const words = publishing.earnings;
const MOST = 200; // characters

/** Asks for earnings to be paid. */
export function PayoutDialog({ earnings, onClose }: { earnings: EarningsRead; onClose: () => void }) {
  const formId = useId();
  const [typed, setTyped] = useState(String(Math.floor(Number(earnings.available))));
  const [destination, setDestination] = useState("");
  const [isChecked, setIsChecked] = useState(false);
  const credits = payoutOf(typed, earnings);
  const asking = useMutation({
    mutationFn: (wanted: number) => askForPayout({ credits: wanted, destination: destination.trim() }),
    meta: { showsError: true },
    onSuccess: () => {
      toast.success(words.sent);
      onClose();
    },
  });
  const errors = fieldErrors(asking.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setIsChecked(true);
    if (credits !== null && destination.trim() !== "") asking.mutate(credits);
  };
  const wrong = fill(words.amountWrong, { least: earnings.least.toLocaleString("en") });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={words.ask}
      actions={
        <Button type="submit" form={formId} kind="primary" isBusy={asking.isPending}>
          {words.send}
        </Button>
      }
    >
      <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-4">
        {asking.error !== null && Object.keys(errors).length === 0 && (
          <Notice tone="danger">{asking.error.message}</Notice>
        )}
        <Field label={words.amount} error={isChecked && credits === null ? wrong : errors.credits}>
          <Input
            inputMode="numeric"
            autoComplete="off"
            className="max-w-40"
            value={typed}
            maxLength={12}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
        <Field
          label={words.destination}
          hint={words.destinationHint}
          error={isChecked && destination.trim() === "" ? words.destinationWrong : errors.destination}
        >
          <Input
            value={destination}
            maxLength={MOST}
            onChange={(event) => setDestination(event.target.value)}
          />
        </Field>
      </form>
    </Dialog>
  );
}
