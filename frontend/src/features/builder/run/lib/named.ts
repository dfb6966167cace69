/** The pins that a message names in quotes, as the engine writes them: `Input 'prompt' should be text`. */
export function pinsNamedIn(message: string, pins: readonly string[]): string[] {
  const quoted = new Set([...message.matchAll(/['"“`]([^'"”`]+)['"”`]/g)].map((match) => match[1]));
  return pins.filter((pin) => quoted.has(pin));
}
