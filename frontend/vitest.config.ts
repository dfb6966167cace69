import path from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": path.join(import.meta.dirname, "src") } },
  test: {
    environment: "node", // pure logic; a file that needs a document says `// @vitest-environment jsdom`
    include: ["src/**/*.test.{ts,tsx}"],
    sequence: { shuffle: true },
    pool: "threads",
    maxWorkers: 2,
  },
});
