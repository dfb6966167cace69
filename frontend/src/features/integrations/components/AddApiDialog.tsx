import { useMutation } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { type SubmitEvent, useId, useState } from "react";
import { fieldErrors } from "@/api/error";
import type { PrivateProviderSummary } from "@/api/schema";
import { importApi } from "@/features/integrations/api";
import { ApiPreview } from "@/features/integrations/components/ApiPreview";
import { DocumentFields } from "@/features/integrations/components/DocumentFields";
import { type ApiForm, formErrors, problemOf } from "@/features/integrations/lib/privateApi";
import { integrations } from "@/text/en/integrations";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Notice } from "@/ui/Page";
import { toast } from "@/ui/toast";

const words = integrations.apis.form;

interface AddApiDialogProps {
  /** One that is there, to be imported anew. */
  again?: PrivateProviderSummary;
  onClose: () => void;
}

/** Blocks of an API's OpenAPI document: given, looked at, added. */
export function AddApiDialog({ again, onClose }: AddApiDialogProps) {
  const [form, setForm] = useState<ApiForm>({
    source: again?.source_url ?? "",
    name: again?.name ?? "",
    baseUrl: again?.base_url ?? "", // where it is stays, unless one says so: accounts are for one address
  });
  const formId = useId();
  const meta = { showsError: true };
  const trying = useMutation({ mutationFn: () => importApi(form, { isDry: true, id: again?.id }), meta });
  const adding = useMutation({
    mutationFn: () => importApi(form, { isDry: false, id: again?.id }),
    meta,
    onSuccess: ({ provider }) => {
      toast.success(fill(words.added, { name: provider.name }));
      onClose();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    trying.mutate();
  };
  const errors = formErrors(fieldErrors(trying.error));
  const refusal = adding.error ?? (Object.keys(errors).length === 0 ? trying.error : null);
  const tried = trying.data;
  const title = again === undefined ? words.title : fill(words.again, { name: again.name });
  const isLooking = tried !== undefined;
  const action = isLooking ? (
    <Button kind="primary" isBusy={adding.isPending} onClick={() => adding.mutate()}>
      {again === undefined ? words.add : words.update}
    </Button>
  ) : (
    <Button
      type="submit"
      form={formId}
      kind="primary"
      isBusy={trying.isPending}
      disabled={problemOf(form.source) !== null}
    >
      {words.look}
    </Button>
  );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      width="large"
      {...(!isLooking && { description: words.intro })}
      actions={action}
    >
      <div className="flex flex-col gap-4">
        {refusal !== null && <Notice tone="danger">{refusal.message}</Notice>}
        {isLooking ? (
          <>
            <Button
              kind="ghost"
              size="small"
              className="-ml-2 self-start"
              icon={<ArrowLeft aria-hidden className="size-3.5" />}
              onClick={() => {
                trying.reset();
                adding.reset();
              }}
            >
              {words.back}
            </Button>
            <ApiPreview imported={tried} />
          </>
        ) : (
          <form id={formId} onSubmit={submit}>
            <DocumentFields form={form} errors={errors} onChange={setForm} />
          </form>
        )}
      </div>
    </Dialog>
  );
}
