import { useMutation } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import { type DragEvent, useEffect, useEffectEvent, useId, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { importAgent } from "@/features/agents/api";
import { ImportOutcome } from "@/features/agents/components/ImportOutcome";
import { MAX_FILE_BYTES, type Read, readAgent } from "@/features/agents/lib/readAgent";
import { closeImport, useImporting } from "@/features/agents/store/importing";
import { agents } from "@/text/en/agents";
import { fill } from "@/text/fill";
import { Button, buttonClass } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { TextArea } from "@/ui/Input";
import { bytes } from "@/ui/lib/format";
import { Notice } from "@/ui/Page";

const words = agents.importing;

/** Bring an agent in: choose, drop or paste its file; then what is left to do. */
export function ImportDialog() {
  const { isOpen, text } = useImporting();
  return isOpen ? <Opened key={text ?? ""} given={text} /> : null;
}

function Opened({ given }: { given: string | null }) {
  const [text, setText] = useState(given ?? "");
  const [refusal, setRefusal] = useState(() => (given === null ? null : refusalOf(readAgent(given))));
  const navigate = useNavigate();
  const sending = useMutation({ mutationFn: importAgent, meta: { showsError: true } });
  const submit = (wanted: string) => {
    const read = readAgent(wanted);
    setRefusal(refusalOf(read));
    if ("file" in read) sending.mutate(read.file);
  };
  const hasBegun = useRef(false);
  const begin = useEffectEvent(() => {
    const read = given === null || hasBegun.current ? null : readAgent(given);
    hasBegun.current = true;
    if (read !== null && "file" in read) sending.mutate(read.file);
  });
  useEffect(() => {
    begin(); // with what was dropped or pasted onto the page
  }, []);
  const again = () => {
    setText("");
    sending.reset();
  };
  const go = (path: string) => {
    closeImport();
    void navigate(path);
  };
  if (sending.isSuccess) return <ImportOutcome imported={sending.data} onAgain={again} onGo={go} />;
  const submitButton = (
    <Button
      kind="primary"
      isBusy={sending.isPending}
      disabled={text.trim() === ""}
      onClick={() => submit(text)}
    >
      {words.submit}
    </Button>
  );
  const takeFile = (file: File) => {
    void readFile(file).then((found) => {
      setRefusal(found.refusal);
      if (found.text === null) return;
      setText(found.text);
      submit(found.text);
    });
  };
  const problem = refusal ?? sending.error?.message;
  return (
    <Dialog isOpen onClose={closeImport} title={words.title} description={words.intro} actions={submitButton}>
      <div className="flex flex-col gap-4">
        {problem !== undefined && <Notice tone="danger">{problem}</Notice>}
        <FileDrop onFile={takeFile} />
        <Field label={words.paste} hint={words.pasteHint}>
          <TextArea
            rows={6}
            value={text}
            spellCheck={false}
            className="font-mono text-xs"
            onChange={(event) => setText(event.target.value)}
          />
        </Field>
      </div>
    </Dialog>
  );
}

function FileDrop({ onFile }: { onFile: (file: File) => void }) {
  const id = useId();
  const drop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
    const file = event.dataTransfer.files[0];
    if (file !== undefined) onFile(file);
  };
  return (
    // A way for the mouse beside the button in it.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
      className="flex flex-col items-center gap-3 rounded-lg border border-dashed border-line-strong px-4 py-6 text-sm text-muted"
    >
      <FileUp aria-hidden className="size-6 text-faint" />
      <span>{words.drop}</span>
      <input
        id={id}
        type="file"
        accept=".json,application/json"
        className="peer sr-only"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file !== undefined) onFile(file);
        }}
      />
      <label
        htmlFor={id}
        className={`${buttonClass()} peer-focus-visible:outline-2 peer-focus-visible:outline-accent`}
      >
        {words.choose}
      </label>
    </div>
  );
}

export async function readFile(file: File): Promise<{ text: string | null; refusal: string | null }> {
  if (file.size > MAX_FILE_BYTES) {
    return {
      text: null,
      refusal: fill(words.tooLarge, { size: bytes(file.size), limit: bytes(MAX_FILE_BYTES) }),
    };
  }
  return { text: await file.text(), refusal: null };
}

function refusalOf(read: Read): string | null {
  if ("file" in read) return null;
  return read.code === "not_json" ? fill(words.notJson, { reason: read.reason }) : words.notAgent;
}
