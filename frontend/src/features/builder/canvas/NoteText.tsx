import Markdown from "react-markdown";
import gfm from "remark-gfm";

const PLUGINS = [gfm];

export function NoteText({ text }: { text: string }) {
  return (
    <div className="pc-prose">
      <Markdown remarkPlugins={PLUGINS}>{text}</Markdown>
    </div>
  );
}
