// Puts src/boot.ts into the page as a script that waits for nothing, before the app's own.
import type { HtmlTagDescriptor, Plugin } from "vite";

export function boot(name: string, source: string): Plugin {
  let base = "/";
  return {
    name: "boot",
    configResolved(config) {
      base = config.base;
    },
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        const built = Object.values(bundle ?? {}).find((file) => file.type === "chunk" && file.name === name);
        if (built?.type !== "chunk") return [script(`${base}${source}`)];
        const needed = built.imports.map((file): HtmlTagDescriptor => {
          const attrs = { rel: "modulepreload", crossorigin: true, href: `${base}${file}` };
          return { tag: "link", attrs, injectTo: "head-prepend" };
        });
        return [...needed, script(`${base}${built.fileName}`)];
      },
    },
  };
}

function script(src: string): HtmlTagDescriptor {
  return {
    tag: "script",
    attrs: { type: "module", async: true, crossorigin: true, src },
    injectTo: "head-prepend",
  };
}
