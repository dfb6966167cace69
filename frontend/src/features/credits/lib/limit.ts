// A number of credits as somebody types it.
const AMOUNT = /^\d{1,9}(\.\d{1,6})?$/;

/** What the API takes for it; null if it is no amount. A comma is a point to many. */
export function limitOf(typed: string): string | null {
  const text = typed.trim().replace(",", ".");
  return AMOUNT.test(text) ? text : null;
}

/** Whether something was typed that is no amount. */
export function isNoLimit(typed: string): boolean {
  return typed.trim() !== "" && limitOf(typed) === null;
}
