import { useMutation, useQuery } from "@tanstack/react-query";
import { Star, Trash2 } from "lucide-react";
import type { SubmissionRead } from "@/api/schema";
import { endedRunsQuery, imagePath, putImage } from "@/features/publishing/api";
import { PictureChooser } from "@/features/publishing/components/PictureChooser";
import type { DraftForm } from "@/features/publishing/hooks/useDraft";
import { NamedValues } from "@/features/runs/components/NamedValues";
import { publishing } from "@/text/en/publishing";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { fullTime } from "@/ui/lib/format";
import { Notice } from "@/ui/Page";
import { Select } from "@/ui/Select";

const words = publishing.pictures;
const MOST = 8;

interface PicturesStepProps {
  form: DraftForm;
  graphId: string;
  draft: SubmissionRead;
}

export function PicturesStep({ form, graphId, draft }: PicturesStepProps) {
  return (
    <div className="flex flex-col gap-6">
      <Pictures form={form} />
      <Example form={form} graphId={graphId} draft={draft} />
    </div>
  );
}

function Pictures({ form: { said, change, errors } }: { form: DraftForm }) {
  const adding = useMutation({
    mutationFn: (file: File) => putImage("cover", file),
    meta: { showsError: true },
    onSuccess: ({ id }) => change({ images: [...said.images.filter((one) => one !== id), id] }),
  });
  const isFull = said.images.length >= MOST;
  const without = (id: string) => said.images.filter((one) => one !== id);
  const wrong = adding.error?.message ?? errors.images;
  return (
    <section className="flex flex-col gap-3">
      <div>
        <h3 className="text-sm font-medium">{words.title}</h3>
        <p className="text-xs text-faint">{isFull ? words.full : words.hint}</p>
      </div>
      {wrong !== undefined && <Notice tone="danger">{wrong}</Notice>}
      <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
        {said.images.map((id, place) => (
          <li key={id} className="group relative overflow-hidden rounded-lg border border-line bg-subtle">
            <img
              src={imagePath(id)}
              alt={fill(words.picture, { number: place + 1 })}
              className="aspect-video w-full object-cover"
            />
            <span className="absolute top-2 left-2">
              {place === 0 && <Badge tone="accent">{words.cover}</Badge>}
            </span>
            <span className="absolute top-1.5 right-1.5 flex gap-1 rounded-md bg-raised/90">
              {place > 0 && (
                <IconButton
                  size="small"
                  label={fill(words.first, { number: place + 1 })}
                  icon={<Star aria-hidden className="size-3.5" />}
                  onClick={() => change({ images: [id, ...without(id)] })}
                />
              )}
              <IconButton
                size="small"
                label={fill(words.remove, { number: place + 1 })}
                icon={<Trash2 aria-hidden className="size-3.5" />}
                onClick={() => change({ images: without(id) })}
              />
            </span>
          </li>
        ))}
      </ul>
      {said.images.length === 0 && <p className="text-sm text-muted">{words.none}</p>}
      <PictureChooser
        label={adding.isPending ? words.adding : words.add}
        isBusy={adding.isPending}
        isDisabled={isFull}
        onChoose={(file) => adding.mutate(file)}
      />
    </section>
  );
}

function Example({ form, graphId, draft }: PicturesStepProps) {
  const { data: runs } = useQuery(endedRunsQuery(graphId));
  const outputs = Object.entries(draft.demo_output);
  const choices = runs?.map((run) => ({
    value: run.id,
    label: fill(words.run, { version: run.graph_version, when: fullTime(new Date(run.created_at)) }),
  }));
  return (
    <section className="flex flex-col gap-3">
      <div>
        <h3 className="text-sm font-medium">{words.demo}</h3>
        <p className="text-xs text-faint">{words.demoHint}</p>
      </div>
      {choices?.length === 0 ? (
        <p className="text-sm text-muted">{words.demoNone}</p>
      ) : (
        <Field label={words.demoChoose} isLabelHidden error={form.errors.demo_execution}>
          <Select
            value=""
            placeholder={words.demoChoose}
            choices={choices ?? []}
            onChange={(id) => form.send({ demo_execution: id })}
            className="max-w-sm"
          />
        </Field>
      )}
      {outputs.length > 0 && (
        <div className="flex flex-col items-start gap-3 rounded-lg border border-line p-3">
          <p className="text-xs text-faint">{words.demoTaken}</p>
          <div className="w-full min-w-0">
            <NamedValues values={outputs} empty="" />
          </div>
          <Button size="small" onClick={() => form.send({ demo_execution: null })}>
            {words.demoRemove}
          </Button>
        </div>
      )}
    </section>
  );
}
