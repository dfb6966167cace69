// Writes a snapshot of a Pyodide that is ready to run: argument 1 is its folder, 2 the file to write.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , folder, file] = process.argv;
// What most code begins with is in the snapshot, imported.
const IMPORTS = `
import ast, asyncio, base64, collections, contextlib, csv, dataclasses, datetime, decimal, functools, hashlib, io
import itertools, json, math, os, random, re, statistics, string, sys, textwrap, time, traceback, typing, uuid
`;
const { loadPyodide } = await import(pathToFileURL(path.join(folder, 'pyodide.mjs')));
const python = await loadPyodide({ indexURL: `${folder}/`, _makeSnapshot: true });
python.runPython(IMPORTS);
const unfinished = `${file}.${process.pid}`;
fs.writeFileSync(unfinished, python.makeMemorySnapshot());
fs.renameSync(unfinished, file);
