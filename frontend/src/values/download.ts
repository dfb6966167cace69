const KEPT_MS = 10_000; // in which the browser surely began to read

/** Have the browser keep a file. */
export function download(file: { name: string; type: string; content: BlobPart }): void {
  const url = URL.createObjectURL(new Blob([file.content], { type: file.type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
