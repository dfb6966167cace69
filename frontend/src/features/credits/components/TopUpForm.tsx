import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { fieldErrors } from "@/api/error";
import { goTo, topUp } from "@/features/credits/billing";
import { creditsOf, dollars } from "@/features/credits/lib/paying";
import { credits } from "@/text/en/credits";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { amount } from "@/ui/lib/format";
import { Notice } from "@/ui/Page";

const words = credits.plan.topUp;
const USUAL = [1000, 2000, 5000, 10_000];

/** Buys credits on a page of Stripe's. */
export function TopUpForm() {
  const [typed, setTyped] = useState("2000");
  const wanted = creditsOf(typed);
  const buying = useMutation({ mutationFn: topUp, meta: { showsError: true }, onSuccess: goTo });
  const errors = fieldErrors(buying.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (wanted !== null) buying.mutate(wanted);
  };
  return (
    <Card className="p-4 sm:p-5">
      <h2 className="font-semibold">{words.title}</h2>
      <p className="mt-0.5 mb-4 text-sm text-muted">{words.intro}</p>
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        {buying.error !== null && Object.keys(errors).length === 0 && (
          <Notice tone="danger">{buying.error.message}</Notice>
        )}
        <div className="flex flex-wrap gap-2">
          {USUAL.map((one) => (
            <Button
              key={one}
              size="small"
              aria-pressed={wanted === one}
              onClick={() => setTyped(String(one))}
            >
              {amount(one)}
            </Button>
          ))}
        </div>
        <Field
          label={words.credits}
          hint={wanted === null ? undefined : fill(words.costs, { dollars: dollars(wanted) })}
          error={wanted === null ? words.wrong : errors.credits}
        >
          <Input
            inputMode="numeric"
            autoComplete="off"
            className="max-w-40"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
        <Button
          type="submit"
          kind="primary"
          className="self-start"
          isBusy={buying.isPending}
          disabled={wanted === null}
        >
          {words.buy}
        </Button>
      </form>
    </Card>
  );
}
