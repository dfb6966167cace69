/** The value of one cookie in `document.cookie`, or null. */
export function cookie(all: string, name: string): string | null {
  const found = all.split("; ").find((one) => one.startsWith(`${name}=`));
  return found === undefined ? null : decodeURIComponent(found.slice(name.length + 1));
}
