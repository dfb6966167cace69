import { useQuery } from "@tanstack/react-query";
import { useReactFlow } from "@xyflow/react";
import clsx from "clsx";
import { ArrowRight, ChevronDown, ChevronUp, CircleCheck, Sparkles, X } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { Link } from "react-router";
import type { OpenPointRead, SketchDone } from "@/api/schema";
import { focusNode } from "@/features/builder/canvas/focus";
import { titleOf } from "@/features/builder/lib/place";
import { useAccountsNow } from "@/features/builder/store/accounts";
import { useBlocks } from "@/features/builder/store/blocks";
import { select, useBuilder, useDocument } from "@/features/builder/store/document";
import { servicesQuery } from "@/features/integrations/api";
import { nameOf } from "@/features/integrations/lib/service";
import { SketchChanges } from "@/features/sketch/components/SketchChanges";
import { SketchProgress } from "@/features/sketch/components/SketchProgress";
import { isDone } from "@/features/sketch/lib/points";
import { draw, forgetSketch, lastModel, useSketch } from "@/features/sketch/store/sketch";
import { labelOf, propertiesOf } from "@/fields/lib/schema";
import { sketch } from "@/text/en/sketch";
import { fill, plural } from "@/text/fill";
import { Button, IconButton } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { TextArea } from "@/ui/Input";
import { credits } from "@/ui/lib/format";

const MOST_NAMES = 3;
const NEAR = { padding: 0.4, maxZoom: 1, duration: 200 };

/** Over the canvas, after a model drew on it: what it says, what is left to do, and room for another wish. */
export function SketchPanel() {
  const done = useSketch((state) => state.done);
  return done === null ? null : <Shown done={done} />;
}

function Shown({ done }: { done: SketchDone }) {
  const [isFolded, setIsFolded] = useState(false);
  const points = usePoints(done.todo);
  const left = points.filter((point) => !point.isDone).length;
  return (
    <section
      aria-label={sketch.panel}
      className="absolute top-3 left-3 z-20 flex max-h-[calc(100%-5rem)] w-84 max-w-[calc(100%-1.5rem)] flex-col rounded-xl border border-line bg-raised shadow-float"
    >
      <header className="flex items-center gap-2 py-2 pr-1.5 pl-3">
        <Sparkles aria-hidden className="size-4 shrink-0 text-accent-text" />
        <h2 className="min-w-0 flex-1 text-sm font-semibold">
          {isFolded && left > 0 ? plural(left, sketch.left.one, sketch.left.many) : sketch.panel}
        </h2>
        <IconButton
          size="small"
          label={isFolded ? sketch.unfold : sketch.fold}
          aria-expanded={!isFolded}
          icon={
            isFolded ? (
              <ChevronDown aria-hidden className="size-4" />
            ) : (
              <ChevronUp aria-hidden className="size-4" />
            )
          }
          onClick={() => setIsFolded(!isFolded)}
        />
        <IconButton
          size="small"
          label={sketch.close}
          icon={<X aria-hidden className="size-4" />}
          onClick={forgetSketch}
        />
      </header>
      {!isFolded && (
        <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-3 pb-3">
          <p className="text-sm whitespace-pre-wrap text-muted">{done.explanation}</p>
          <SketchChanges />
          <Todo points={points} left={left} />
          <Refine />
          <p className="text-xs text-faint">
            {fill(sketch.used, { model: done.usage.model, credits: credits(done.usage.cost) })}
          </p>
        </div>
      )}
    </section>
  );
}

function Todo({ points, left }: { points: readonly Point[]; left: number }) {
  if (left === 0) {
    return (
      <p className="flex items-center gap-2 text-sm text-success-text">
        <CircleCheck aria-hidden className="size-4 shrink-0" />
        {sketch.nothingLeft}
      </p>
    );
  }
  return (
    <div>
      <h3 className="mb-1 text-xs font-semibold text-faint">{sketch.todo}</h3>
      <ul className="-mx-1 flex flex-col">
        {points.map((point) => (
          <li key={`${point.kind} ${point.node_id} ${point.pin}`}>
            <PointLine point={point} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function PointLine({ point }: { point: Point }) {
  const flow = useReactFlow();
  const graphId = useBuilder((state) => state.graphId);
  const text = (
    <>
      <span
        aria-hidden
        className={clsx(
          "mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border",
          point.isDone ? "border-transparent text-success-text" : "border-line-strong",
        )}
      >
        {point.isDone && <CircleCheck className="size-4" />}
      </span>
      <span className="min-w-0 flex-1">
        <span className={clsx("block", point.isDone && "text-faint line-through")}>{point.label}</span>
        {point.isDone && <span className="sr-only">{sketch.done}</span>}
        {!point.isDone && point.hint !== "" && (
          <span className="block text-xs break-words text-faint">{point.hint}</span>
        )}
      </span>
    </>
  );
  if (point.node_id === "") {
    return (
      <div className="flex items-start gap-2 px-1 py-1.5 text-sm">
        {text}
        {graphId !== null && (
          <Link to={`/agents/${graphId}?tab=automation`} className="text-xs text-accent-text underline">
            {sketch.plan}
          </Link>
        )}
      </div>
    );
  }
  const go = () => {
    select([point.node_id]);
    void flow.fitView({ ...NEAR, nodes: [{ id: point.node_id }] });
    focusNode(point.node_id);
  };
  return (
    <button
      type="button"
      onClick={go}
      className="flex w-full gap-2 rounded-md px-1 py-1.5 text-left text-sm hover:bg-subtle"
    >
      {text}
      <ArrowRight aria-hidden className="mt-1 size-3.5 shrink-0 text-faint" />
    </button>
  );
}

/** "Use Discord instead": the model changes what it drew. */
function Refine() {
  const [wish, setWish] = useState("");
  const isBusy = useSketch((state) => state.progress !== null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (await draw(wish.trim(), lastModel())) setWish("");
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-2">
      <Field label={sketch.change} isLabelHidden>
        <TextArea
          rows={2}
          value={wish}
          maxLength={4_000}
          disabled={isBusy}
          placeholder={sketch.changeHint}
          onChange={(event) => setWish(event.target.value)}
        />
      </Field>
      {wish.trim() !== "" && !isBusy && (
        <Button type="submit" kind="primary" size="small" className="self-end">
          {sketch.beginChange}
        </Button>
      )}
      <SketchProgress />
    </form>
  );
}

interface Point extends OpenPointRead {
  isDone: boolean;
  label: string;
  hint: string;
}

function usePoints(todo: readonly OpenPointRead[]): readonly Point[] {
  const document = useDocument((one) => one);
  const blocks = useBlocks();
  const accounts = useAccountsNow();
  const { data: services } = useQuery(servicesQuery);
  const pinLabel = (point: OpenPointRead): string => {
    const node = document.nodes.find(({ id }) => id === point.node_id);
    const schemas = new Map(propertiesOf(node && blocks.get(node.blockId)?.input_schema));
    return labelOf(point.pin, schemas.get(point.pin) ?? {});
  };
  const labelFor = (point: OpenPointRead): string => {
    if (point.kind === "value") return fill(sketch.points.value, { pin: pinLabel(point) });
    if (point.kind !== "account") return sketch.points[point.kind];
    const names = point.providers.slice(0, MOST_NAMES).map((slug) => nameOf(services, slug));
    return fill(sketch.points.account, { services: names.join(sketch.or) });
  };
  const hintFor = (point: OpenPointRead): string => {
    if (point.kind === "schedule") return fill(sketch.suggested, { times: point.why });
    const node = document.nodes.find(({ id }) => id === point.node_id);
    const at = node && fill(sketch.at, { node: titleOf(node, blocks.get(node.blockId)) });
    return point.why || (at ?? "");
  };
  return todo.map((point) => ({
    ...point,
    isDone: isDone(point, document, (ref) => blocks.get(ref), accounts),
    label: labelFor(point),
    hint: hintFor(point),
  }));
}
