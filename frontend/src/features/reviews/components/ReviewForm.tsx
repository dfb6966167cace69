import { Check, Pencil, Undo2, X } from "lucide-react";
import { useState } from "react";
import type { ReviewRead } from "@/api/schema";
import { fieldsOf, withField } from "@/features/reviews/lib/editing";
import { type Answer, useAnswer } from "@/features/reviews/queries";
import { asSchema, labelOf, propertiesOf } from "@/fields/lib/schema";
import { ValueField } from "@/fields/ValueField";
import { reviews } from "@/text/en/reviews";
import { ui } from "@/text/en/ui";
import { Button } from "@/ui/Button";
import { Checkbox } from "@/ui/Checkbox";
import { Field } from "@/ui/Field";
import { TextArea } from "@/ui/Input";
import { Notice } from "@/ui/Page";
import { isSame } from "@/values/lib/diff";
import { isObject } from "@/values/lib/kindOf";
import { Value } from "@/values/Value";

interface ReviewFormProps {
  /** One that waits. */
  review: ReviewRead;
  onDecided?: (decision: "approve" | "reject") => void;
}

/** The answer to one question: look, change what may be changed, say something, approve or reject. */
export function ReviewForm({ review, onDecided }: ReviewFormProps) {
  const answer = useAnswer();
  const mustFill = review.kind === "input";
  const [isEditing, setIsEditing] = useState(mustFill);
  const [given, setGiven] = useState<unknown>(review.data);
  const [message, setMessage] = useState("");
  const [isAuto, setIsAuto] = useState(false);
  const isChanged = !isSame(given, review.data);
  const decide = (decision: Answer["decision"]) =>
    answer.mutate(
      {
        id: review.id,
        decision,
        message: message.trim(),
        ...(decision === "approve" && (isChanged || mustFill) && { data: given }),
        ...(decision === "approve" && { auto_approve: isAuto }),
      },
      { onSuccess: () => onDecided?.(decision) },
    );
  const isBusy = (decision: string) => answer.isPending && answer.variables.decision === decision;
  const approve = mustFill ? reviews.giveValues : isChanged ? reviews.approveChanged : reviews.approve;
  return (
    <div className="flex flex-col gap-4">
      <section aria-label={reviews.data} className="min-w-0">
        {isEditing ? (
          <EditForm review={review} given={given} onChange={setGiven} />
        ) : (
          <ReadData data={given} />
        )}
        {!mustFill && (
          <EditSwitch
            isEditable={review.editable}
            isEditing={isEditing}
            onEdit={() => setIsEditing(true)}
            onUndo={() => {
              setIsEditing(false);
              setGiven(review.data);
            }}
          />
        )}
      </section>
      <Field label={reviews.message} hint={reviews.messageHint}>
        <TextArea
          rows={2}
          maxLength={10_000}
          value={message}
          onChange={({ target }) => setMessage(target.value)}
        />
      </Field>
      <Checkbox label={reviews.autoApprove} isChecked={isAuto} onChange={setIsAuto} />
      {answer.isError && <Notice tone="danger">{answer.error.message}</Notice>}
      <div className="sticky bottom-0 -mx-1 flex gap-3 border-t border-line bg-surface px-1 pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:justify-end">
        <Button
          size="large"
          icon={<X aria-hidden className="size-4" />}
          isBusy={isBusy("reject")}
          disabled={answer.isPending}
          className="max-sm:h-12 max-sm:flex-1"
          onClick={() => decide("reject")}
        >
          {reviews.reject}
        </Button>
        <Button
          size="large"
          kind="primary"
          icon={<Check aria-hidden className="size-4" />}
          isBusy={isBusy("approve")}
          disabled={answer.isPending}
          className="max-sm:h-12 max-sm:flex-2"
          onClick={() => decide("approve")}
        >
          {approve}
        </Button>
      </div>
    </div>
  );
}

/** Fields of an object one by one: people read them faster than a tree. */
function ReadData({ data }: { data: unknown }) {
  if (!isObject(data) || Object.keys(data).length === 0 || "$value" in data) {
    return <Value value={data} name={reviews.data} />;
  }
  return (
    <dl className="flex flex-col gap-3">
      {Object.entries(data).map(([name, value]) => (
        <div key={name} className="min-w-0">
          <dt className="text-xs font-medium text-faint">{name}</dt>
          <dd className="min-w-0">
            <Value value={value} name={name} isBare={typeof value === "string" && value.length < 200} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface EditFormProps {
  review: ReviewRead;
  given: unknown;
  onChange: (data: unknown) => void;
}

function EditForm({ review, given, onChange }: EditFormProps) {
  const { answer_schema: schema } = review;
  const fields = fieldsOf(review.data, propertiesOf(schema), asSchema(schema).required ?? []);
  return (
    <div className="flex flex-col gap-4">
      {fields.map(({ name, schema: own, isRequired }) => (
        <ValueField
          key={name ?? ""}
          label={name === null ? reviews.data : labelOf(name, own)}
          hint={own.description ?? ""}
          schema={own}
          value={name === null ? given : isObject(given) ? given[name] : undefined}
          isRequired={isRequired}
          aside={isRequired ? ui.required : undefined}
          onChange={(value) => onChange(withField(given, name, value))}
        />
      ))}
    </div>
  );
}

interface EditSwitchProps {
  isEditable: boolean;
  isEditing: boolean;
  onEdit: () => void;
  onUndo: () => void;
}

function EditSwitch({ isEditable, isEditing, onEdit, onUndo }: EditSwitchProps) {
  if (!isEditable) return <p className="mt-3 text-xs text-faint">{reviews.notEditable}</p>;
  const Icon = isEditing ? Undo2 : Pencil;
  return (
    <Button
      className="mt-3"
      icon={<Icon aria-hidden className="size-3.5" />}
      onClick={isEditing ? onUndo : onEdit}
    >
      {isEditing ? reviews.undoChange : reviews.change}
    </Button>
  );
}
