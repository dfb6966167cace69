// Writes a .br and a .gz beside each built file that gains from it; the server picks by Accept-Encoding.
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const TEXTS = /\.(js|css|svg|json|wasm)$/;
const MIN_BYTES = 1024; // below, a smaller file is no fewer packets

export function compress(): Plugin {
  return {
    name: "compress",
    apply: "build",
    async writeBundle(options) {
      const folder = options.dir ?? "dist";
      const names = await readdir(folder, { recursive: true });
      await Promise.all(
        names.filter((name) => TEXTS.test(name)).map((name) => write(path.join(folder, name))),
      );
    },
  };
}

async function write(file: string): Promise<void> {
  const bytes = await readFile(file);
  if (bytes.length < MIN_BYTES) return;
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length, [constants.BROTLI_PARAM_QUALITY]: 10 };
  await writeFile(`${file}.br`, brotliCompressSync(bytes, { params }));
  await writeFile(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}
