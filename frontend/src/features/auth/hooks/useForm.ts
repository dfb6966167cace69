import { useMutation } from "@tanstack/react-query";
import type { SubmitEvent } from "react";
import { fieldErrors } from "@/api/error";

/** A form that is sent as a whole: what was typed, what the API said to it, and whether it is under way. */
export function useForm<Answer>(
  send: (values: (name: string) => string) => Promise<Answer>,
  onDone: (answer: Answer) => void,
) {
  const mutation = useMutation({ mutationFn: send, onSuccess: onDone, meta: { showsError: true } });
  const errors = fieldErrors(mutation.error);
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    mutation.mutate((name) => {
      const value = given.get(name);
      return typeof value === "string" ? value : "";
    });
  };
  const hasFieldErrors = Object.keys(errors).length > 0;
  // An error that no field shows stands above the form.
  const message = mutation.error !== null && !hasFieldErrors ? mutation.error.message : null;
  return { onSubmit, errors, message, isBusy: mutation.isPending };
}
