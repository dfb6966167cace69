/** How the message of a template that cannot be filled begins (blocks/sdk/templates.py). */
const UNFILLED = "The template cannot be filled: ";

/**
 * The pins that a message is about: those that it names in quotes, as the engine writes them, `Input 'prompt' should be
 * text`; and of one about a template, the templates.
 */
export function pinsNamedIn(
  message: string,
  pins: readonly string[],
  templates: readonly string[] = [],
): string[] {
  const quoted = new Set([...message.matchAll(/['"“`]([^'"”`]+)['"”`]/g)].map((match) => match[1]));
  const isOfTemplate = message.includes(UNFILLED);
  return pins.filter((pin) => quoted.has(pin) || (isOfTemplate && templates.includes(pin)));
}
