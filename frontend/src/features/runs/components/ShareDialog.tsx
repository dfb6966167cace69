import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import { ApiError } from "@/api/error";
import { runs } from "@/text/en/runs";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { relativeTime } from "@/ui/lib/format";
import { Loading } from "@/ui/Spinner";
import { toast } from "@/ui/toast";

const words = runs.share;
const PATH = "/api/v1/executions/{execution_id}/share";

/** Make, copy and take back the link to the outputs of a run. */
export function ShareDialog({ executionId, onClose }: { executionId: string; onClose: () => void }) {
  const client = useQueryClient();
  const queryKey = ["share", executionId];
  const params = { params: { path: { execution_id: executionId } } };
  const share = useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      // That there is none is an answer, not an error of this page; so the list is asked, which says it so.
      const query = { execution: executionId };
      return (await data(api.GET("/api/v1/shares", { params: { query }, signal }))).results[0] ?? null;
    },
  });
  const reread = () => client.invalidateQueries({ queryKey });
  const make = useMutation({ mutationFn: () => data(api.POST(PATH, params)), onSuccess: reread });
  const revoke = useMutation({
    mutationFn: () => data(api.DELETE(PATH, params)),
    onSuccess: () => {
      make.reset();
      toast.success(words.revoked);
      return reread();
    },
  });
  const made = make.data;
  const who = share.data?.created_by ?? "";
  const when = share.data ? relativeTime(new Date(share.data.created_at), new Date()) : "";
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={words.title}
      description={words.intro}
      actions={
        share.data !== undefined && (
          <>
            {share.data !== null && (
              <Button isBusy={revoke.isPending} onClick={() => revoke.mutate()}>
                {words.revoke}
              </Button>
            )}
            {made === undefined && (
              <Button kind="primary" isBusy={make.isPending} onClick={() => make.mutate()}>
                {share.data === null ? words.make : words.again}
              </Button>
            )}
          </>
        )
      }
    >
      {share.isPending && <Loading />}
      {share.isError && <p className="text-sm text-danger-text">{messageOf(share.error)}</p>}
      {made !== undefined && (
        <Field label={words.link} hint={words.copyNow}>
          <div className="flex items-center gap-1">
            <Input readOnly value={made.url} onFocus={(event) => event.target.select()} />
            <CopyButton text={made.url} />
          </div>
        </Field>
      )}
      {made === undefined && share.data && (
        <p className="text-sm text-muted">
          {fill(words.madeBy, { who, when })} {words.againHint}
        </p>
      )}
    </Dialog>
  );
}

function messageOf(error: Error): string {
  return error instanceof ApiError ? error.message : String(error);
}
