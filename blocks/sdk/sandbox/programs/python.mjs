// Runs one piece of Python in WebAssembly: argument 1 is the folder of Pyodide, 2 a snapshot of
// it (may be missing).
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Captured } from './captured.mjs';
import { receive, send } from './wire.mjs';

const [, , folder, snapshot] = process.argv;
// Pyodide asks for numbers of flags in a way that Node's permission model refuses.
process.binding = () => ({ fs: fs.constants });

const { loadPyodide } = await import(pathToFileURL(path.join(folder, 'pyodide.mjs')));
const options = { indexURL: `${folder}/`, fullStdLib: false };
if (snapshot && fs.existsSync(snapshot)) options._loadSnapshot = fs.readFileSync(snapshot);
const python = await loadPyodide(options);

const prelude = fs.readFileSync(new URL('./prelude.py', import.meta.url), 'utf8');
const run = python.runPython(prelude);
send({ ready: true });
const asked = receive();

const stdout = new Captured(asked.most_bytes);
const stderr = new Captured(asked.most_bytes);
const exit = process.exit.bind(process); // `process` itself goes
python.setStdin({ error: true });
python.setStdout({ write: (bytes) => stdout.add(bytes) });
python.setStderr({ write: (bytes) => stderr.add(bytes) });
disarm();

const answer = JSON.parse(await run(JSON.stringify(asked)));
send({ ...answer, stdout: stdout.text(), stderr: stderr.text(), is_cut: stdout.isCut || stderr.isCut });
exit();

// The kernel refuses what leads out of here. What is not needed is taken away all the same.
function disarm() {
  delete python.FS.filesystems.NODEFS;
  python.mountNodeFS = undefined;
  for (const name of ['process', 'fetch', 'WebSocket', 'EventSource', 'Request', 'Response', 'navigator', 'BroadcastChannel']) {
    delete globalThis[name];
  }
}
