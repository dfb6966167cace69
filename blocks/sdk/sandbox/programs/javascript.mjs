// Runs one piece of JavaScript in QuickJS, which is compiled to WebAssembly: it has the language and a console,
// and no object of this program.
import variant from '@jitl/quickjs-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant } from 'quickjs-emscripten-core';
import { Captured } from './captured.mjs';
import { receive, send } from './wire.mjs';

const STACK_BYTES = 192 * 1024; // more, and the program around it overflows first
const TURNS = 100_000; // of promises, until nothing is waited for
const exit = process.exit.bind(process);
const encoder = new TextEncoder();

const quickjs = await newQuickJSWASMModuleFromVariant(variant);
send({ ready: true });
const asked = receive();
const stdout = new Captured(asked.most_bytes);
const stderr = new Captured(asked.most_bytes);
const runtime = quickjs.newRuntime();
runtime.setMemoryLimit(asked.memory_bytes);
runtime.setMaxStackSize(STACK_BYTES);
const context = runtime.newContext();
send({ ...run(), stdout: stdout.text(), stderr: stderr.text(), is_cut: stdout.isCut || stderr.isCut, files: [] });
exit();

function run() {
  giveConsole();
  const evaluated = evaluate();
  if (evaluated.error) return failed(evaluated.error);
  const turned = runtime.executePendingJobs(TURNS);
  if (turned.error) return failed(turned.error);
  const state = context.getPromiseState(evaluated.value);
  if (state.type === 'rejected') return failed(state.error);
  if (state.type === 'pending') return { error: 'The code waits for something that never comes.' };
  return { result: resultOf(state.value) }; // of a value that is no promise, the value
}

// The last expression's value. Code that awaits is run as an async function: an expression, or a body that returns.
function evaluate() {
  const evaluated = evaluatedAs(asked.code);
  if (!evaluated.error || !/\bawait\b/.test(asked.code) || !isSyntaxError(evaluated.error)) return evaluated;
  const expression = evaluatedAs(`(async () => (${asked.code}\n))()`);
  if (!expression.error || !isSyntaxError(expression.error)) return expression;
  return evaluatedAs(`(async () => {${asked.code}\n})()`);
}

function evaluatedAs(code) {
  return context.evalCode(code, 'code.js');
}

function isSyntaxError(handle) {
  return text(handle).startsWith('SyntaxError');
}

function giveConsole() {
  const console = context.newObject();
  for (const [name, to] of [['log', stdout], ['info', stdout], ['debug', stdout], ['warn', stderr], ['error', stderr]]) {
    const print = context.newFunction(name, (...values) => {
      to.add(encoder.encode(`${values.map(shown).join(' ')}\n`));
    });
    context.setProp(console, name, print);
  }
  context.setProp(context.global, 'console', console);
}

function shown(handle) {
  return context.typeof(handle) === 'object' ? (json(handle) ?? text(handle)) : text(handle);
}

function resultOf(handle) {
  if (context.typeof(handle) === 'undefined') return null;
  const asJson = json(handle);
  const result = { text: (context.typeof(handle) === 'object' ? (asJson ?? text(handle)) : text(handle)).slice(0, asked.most_bytes) };
  if (asJson !== undefined && asJson.length <= asked.most_bytes) result.json_text = asJson;
  return result;
}

// JSON as the language itself writes it, within the isolate; undefined if the value has none.
function json(handle) {
  const stringify = member(member(context.global, 'JSON'), 'stringify');
  const made = context.callFunction(stringify, context.undefined, handle);
  if (made.error) return undefined;
  return context.typeof(made.value) === 'string' ? context.getString(made.value) : undefined;
}

function text(handle) {
  const made = context.callFunction(member(context.global, 'String'), context.undefined, handle);
  return made.error ? '(unprintable)' : context.getString(made.value);
}

function failed(handle) {
  const error = describe(handle);
  const stack = text(member(handle, 'stack'));
  stderr.add(encoder.encode(`${error}\n${stack === 'undefined' ? '' : stack}`));
  return { error, ...(error.includes('out of memory') ? { spent: 'memory' } : {}) };
}

function describe(handle) {
  return text(handle).split('\n')[0].slice(0, 2000);
}

function member(handle, name) {
  return context.getProp(handle, name);
}
