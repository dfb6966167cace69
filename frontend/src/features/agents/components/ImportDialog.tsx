import { useMutation } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import { type DragEvent, useEffect, useEffectEvent, useId, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { importAgent, previewImport } from "@/features/agents/api";
import { ImportOutcome } from "@/features/agents/components/ImportOutcome";
import { ImportPreview } from "@/features/agents/components/ImportPreview";
import { importBody, type Read, readAgent } from "@/features/agents/lib/readAgent";
import { readFile } from "@/features/agents/lib/readFile";
import { closeImport, useImporting } from "@/features/agents/store/importing";
import { agents } from "@/text/en/agents";
import { fill } from "@/text/fill";
import { Button, buttonClass } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input, TextArea } from "@/ui/Input";
import { Notice } from "@/ui/Page";

const words = agents.importing;

/** Bring an agent in: choose, drop or paste its file; then what is left to do. */
export function ImportDialog() {
  const { isOpen, text } = useImporting();
  return isOpen ? <Opened key={text ?? ""} given={text} /> : null;
}

function Opened({ given }: { given: string | null }) {
  const [text, setText] = useState(given ?? "");
  const [address, setAddress] = useState("");
  const [refusal, setRefusal] = useState(() => (given === null ? null : refusalOf(readAgent(given))));
  const navigate = useNavigate();
  const looking = useMutation({ mutationFn: look, meta: { showsError: true } });
  const sending = useMutation({ mutationFn: importAgent, meta: { showsError: true } });
  const submit = (wanted: string) => {
    const read = readAgent(wanted);
    setRefusal(refusalOf(read));
    if ("file" in read) looking.mutate(read.file);
  };
  const hasBegun = useRef(false);
  const begin = useEffectEvent(() => {
    const read = given === null || hasBegun.current ? null : readAgent(given);
    hasBegun.current = true;
    if (read !== null && "file" in read) looking.mutate(read.file);
  });
  useEffect(() => {
    begin(); // with what was dropped or pasted onto the page
  }, []);
  const again = () => {
    setText("");
    setAddress("");
    looking.reset();
    sending.reset();
  };
  const go = (path: string) => {
    closeImport();
    void navigate(path);
  };
  if (sending.isSuccess) return <ImportOutcome imported={sending.data} onAgain={again} onGo={go} />;
  if (looking.isSuccess) {
    const { preview, file } = looking.data;
    return (
      <ImportPreview
        preview={preview}
        file={file}
        isBusy={sending.isPending}
        problem={sending.error?.message}
        onBack={() => {
          looking.reset();
          sending.reset();
        }}
        onImport={(chosen) => sending.mutate(importBody(file, chosen))}
      />
    );
  }
  const next = (
    <Button
      kind="primary"
      isBusy={looking.isPending}
      disabled={text.trim() === "" && address.trim() === ""}
      onClick={() => (text.trim() === "" ? looking.mutate({ url: address.trim() }) : submit(text))}
    >
      {words.next}
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
  const problem = refusal ?? looking.error?.message;
  return (
    <Dialog isOpen onClose={closeImport} title={words.title} description={words.intro} actions={next}>
      <div className="flex flex-col gap-4">
        {problem !== undefined && <Notice tone="danger">{problem}</Notice>}
        <FileDrop onFile={takeFile} />
        <Field label={words.address} hint={words.addressHint}>
          <Input
            type="url"
            value={address}
            placeholder={words.addressExample}
            onChange={(event) => {
              setAddress(event.target.value);
              setText("");
            }}
          />
        </Field>
        <Field label={words.paste} hint={words.pasteHint}>
          <TextArea
            rows={6}
            value={text}
            spellCheck={false}
            className="font-mono text-xs"
            onChange={(event) => {
              setText(event.target.value);
              setAddress("");
            }}
          />
        </Field>
      </div>
    </Dialog>
  );
}

/** What would come of a file, or of one at an address, with the file itself. */
async function look(body: Record<string, unknown>) {
  const preview = await previewImport(body);
  return { preview, file: preview.file ?? body };
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

function refusalOf(read: Read): string | null {
  if ("file" in read) return null;
  return read.code === "not_json" ? fill(words.notJson, { reason: read.reason }) : words.notAgent;
}
