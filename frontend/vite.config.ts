import path from "node:path";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { boot } from "./build/boot.ts";
import { compress } from "./build/compress.ts";

const WORKER = "push-worker";
const BOOT = "boot";

// What is large and not needed by every page stands in chunks of its own, so that a change of ours leaves them cached.
// What is small and shared by some pages stands together: dozens of requests take longer than what they bring.
const CHUNKS = [
  { name: "react", test: /node_modules\/(react|react-dom|scheduler|react-router)\// },
  { name: "flow", test: /node_modules\/(@xyflow|d3-[a-z]+|classcat)\// },
  { name: "elk", test: /node_modules\/elkjs\// },
  {
    name: "markdown",
    test: /node_modules\/(react-markdown|remark|rehype|mdast|hast|micromark|unified|unist|vfile)/,
  },
  // What boot.ts needs: nothing large may come in here.
  {
    name: BOOT,
    test: /src\/(boot|api\/(early|session|signed|workspace|error|lib\/(jwt|tokenKeeper|firstQuestions))|text\/(en\/ui|fill))\.ts$|zustand\/esm\/vanilla|vite\/preload-helper/,
  },
  // What every page needs; not the worker, which is alone and may import nothing.
  { name: "start", tags: ["$initial" as const], test: /^(?!.*\/src\/worker\/)/ },
  { name: "parts", test: /src\/ui\/|node_modules\/(lucide-react|@radix-ui|radix-ui)\//, minShareCount: 2 },
  { name: "values", test: /src\/(values|fields)\//, minShareCount: 2 },
  { name: "shared", test: /src\//, minShareCount: 4 },
];

/** Most of what stands in them runs before a page shows. */
const CALLED_AT_ONCE = new Set(["react", "flow"]);

export default defineConfig(({ command }) => ({
  base: command === "build" ? "/static/app/" : "/",
  plugins: [react(), tailwindcss(), boot(BOOT, "src/boot.ts"), compress()],
  resolve: { alias: { "@": path.join(import.meta.dirname, "src") } },
  build: {
    outDir: "dist",
    sourcemap: false,
    target: "es2022",
    assetsInlineLimit: 0, // the content security policy lets no data: scripts or fonts in
    chunkSizeWarningLimit: 1600, // elk, loaded when a graph is tidied
    reportCompressedSize: false,
    rolldownOptions: {
      input: { index: "index.html", [BOOT]: "src/boot.ts", [WORKER]: "src/worker/push.ts" },
      output: {
        codeSplitting: { groups: CHUNKS },
        // V8 compiles them beside the main thread, which otherwise stops for each function at its first call.
        postBanner: ({ name }) => (CALLED_AT_ONCE.has(name) ? "//# allFunctionsCalledOnLoad" : ""),
        // Browsers know a worker by its name, so that one stays the same; Django serves it at the root.
        entryFileNames: (chunk) => (chunk.name === WORKER ? "[name].js" : "assets/[name]-[hash].js"),
      },
    },
  },
  server: {
    // `npm run dev` beside `make run`: what is not ours goes to Django.
    proxy: {
      "^/(api|admin|health|static)/|^/push-worker.js": "http://127.0.0.1:8000",
      "/ws": { target: "ws://127.0.0.1:8000", ws: true },
    },
  },
}));
