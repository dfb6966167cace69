// One request comes in on a socket, one answer goes out on it: four bytes of length, then JSON. The socket's
// number is the last argument. It is not standard input, which libraries make non-blocking.
import fs from 'node:fs';

const WIRE = Number(process.argv.at(-1));
const { exit } = process; // programs take `process` away from the code they run

export function receive() {
  const length = exactly(4).readUInt32BE(0);
  return JSON.parse(exactly(length).toString('utf8'));
}

export function send(message) {
  const body = Buffer.from(JSON.stringify(message), 'utf8');
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length, 0);
  write(head);
  write(body);
}

function exactly(size) {
  const buffer = Buffer.alloc(size);
  let got = 0;
  while (got < size) {
    const read = fs.readSync(WIRE, buffer, got, size - got, null);
    if (read === 0) exit(0); // nobody asks any more
    got += read;
  }
  return buffer;
}

function write(buffer) {
  let sent = 0;
  while (sent < buffer.length) sent += fs.writeSync(WIRE, buffer, sent, buffer.length - sent);
}
