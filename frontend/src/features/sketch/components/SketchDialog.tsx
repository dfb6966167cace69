import { Sparkles } from "lucide-react";
import { type SubmitEvent, useId, useState } from "react";
import { useNavigate } from "react-router";
import { SketchProgress } from "@/features/sketch/components/SketchProgress";
import {
  closeSketch,
  draw,
  keepModel,
  lastModel,
  sketchStore,
  useSketch,
} from "@/features/sketch/store/sketch";
import { ModelControl } from "@/fields/components/ModelControl";
import { sketch } from "@/text/en/sketch";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { TextArea } from "@/ui/Input";

const MOST_CHARACTERS = 4_000;
const MODEL = { default: sketch.usual };

/** Says what an agent shall do, or what shall be different, and has a model draw it. */
export function SketchDialog() {
  const [wish, setWish] = useState(() => sketchStore.getState().wish);
  const [model, setModel] = useState(lastModel);
  const [isChange] = useState(() => (sketchStore.getState().target?.graph() ?? null) !== null);
  const isBusy = useSketch((state) => state.progress !== null);
  const navigate = useNavigate();
  const formId = useId();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    keepModel(model);
    if ((await draw(wish.trim(), model)) && sketchStore.getState().isWaiting) void navigate("/agents/new");
  };
  const choose = (next: unknown) => setModel(typeof next === "string" ? next : "");
  const begin = (
    <Button
      type="submit"
      form={formId}
      kind="primary"
      icon={<Sparkles aria-hidden className="size-4" />}
      isBusy={isBusy}
      disabled={wish.trim() === ""}
    >
      {isChange ? sketch.beginChange : sketch.begin}
    </Button>
  );
  return (
    <Dialog
      isOpen
      onClose={closeSketch}
      title={isChange ? sketch.titleChange : sketch.title}
      description={isChange ? sketch.introChange : sketch.intro}
      actions={begin}
    >
      <form id={formId} onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <Field label={isChange ? sketch.change : sketch.wish} isRequired>
          <TextArea
            rows={4}
            value={wish}
            maxLength={MOST_CHARACTERS}
            disabled={isBusy}
            placeholder={isChange ? sketch.changeHint : sketch.wishHint}
            onChange={(event) => setWish(event.target.value)}
          />
        </Field>
        {!isChange && !isBusy && wish === "" && <Examples onChoose={setWish} />}
        <Field
          label={sketch.model}
          hint={sketch.modelHint}
          {...(model !== "" && {
            aside: (
              <button type="button" className="underline" onClick={() => setModel("")}>
                {sketch.clearModel}
              </button>
            ),
          })}
        >
          <ModelControl schema={MODEL} value={model} onChange={choose} isDisabled={isBusy} />
        </Field>
        <SketchProgress onLeave={closeSketch} />
      </form>
    </Dialog>
  );
}

function Examples({ onChoose }: { onChoose: (wish: string) => void }) {
  return (
    <div>
      <p className="mb-1.5 text-xs text-faint">{sketch.examplesTitle}</p>
      <ul className="flex flex-col gap-1.5">
        {sketch.examples.map((example) => (
          <li key={example}>
            <button
              type="button"
              onClick={() => onChoose(example)}
              className="w-full rounded-md border border-line px-3 py-2 text-left text-sm text-muted hover:border-line-strong hover:bg-subtle hover:text-text"
            >
              {example}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
