// What a program prints, up to a bound; what is printed beyond is counted as cut and thrown away.
export class Captured {
  constructor(limit) {
    this.limit = limit;
    this.pieces = [];
    this.size = 0;
    this.isCut = false;
  }

  // Takes bytes, as an interpreter writes them.
  add(bytes) {
    const left = this.limit - this.size;
    if (bytes.length > left) this.isCut = true;
    if (left > 0) {
      const kept = Buffer.from(bytes.subarray(0, left)); // a copy: the interpreter uses its buffer again
      this.pieces.push(kept);
      this.size += kept.length;
    }
    return bytes.length;
  }

  text() {
    return Buffer.concat(this.pieces).toString('utf8');
  }
}
