// Commands for a shell. What people wrote is quoted so that it stays one word.

export function startCommand(site: string, graphId: string, key: string, inputs: unknown): string {
  const body = JSON.stringify({ inputs });
  return [
    `curl -X POST ${quoted(`${site}/api/v1/graphs/${graphId}/executions`)}`,
    `  -H ${quoted(`X-API-Key: ${key}`)}`,
    `  -H ${quoted("Content-Type: application/json")}`,
    `  -d ${quoted(body)}`,
  ].join(" \\\n");
}

export function askCommand(site: string, key: string): string {
  return [`curl "${site}/api/v1/executions/$RUN_ID"`, `  -H ${quoted(`X-API-Key: ${key}`)}`].join(" \\\n");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
