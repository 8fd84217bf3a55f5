import type { FileKind } from "../../../core/file-kind.ts";

/**
 * A picture without what tells where, when and with what it was taken (EXIF, XMP, comments, hidden previews); its pixels are the same bytes as
 * before. Of a JPEG the turn is kept, or pages would lie on their side. What is not whole ends
 * where it breaks: nothing hidden passes behind a broken place. A PDF stays as it is: a change would break its signature.
 */
export function stripMetadata(bytes: Uint8Array, kind: FileKind): Uint8Array {
  if (kind === "image/jpeg") return strippedJpeg(Buffer.from(bytes));
  if (kind === "image/png") return strippedPng(Buffer.from(bytes));
  return kind === "image/webp" ? strippedWebp(Buffer.from(bytes)) : bytes;
}

/** Segments up to the picture itself: application data but JFIF and Adobe's colour note, and comments, go (ISO 10918-1, B.1.1). */
function strippedJpeg(bytes: Buffer): Uint8Array {
  const kept: Buffer[] = [bytes.subarray(0, 2)];
  let turn = 1;
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at++; // filling
      continue;
    }
    if (marker === 0xda || marker === 0xd9) break;
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length) return Buffer.concat(kept);
    const segment = bytes.subarray(at, end);
    if (marker === 0xe1) turn = turnIn(segment) ?? turn;
    const metadata = (marker >= 0xe1 && marker <= 0xef && marker !== 0xee) || marker === 0xfe;
    if (!metadata) kept.push(segment);
    at = end;
  }
  if (turn !== 1) kept.splice(1, 0, turnSegment(turn));
  const whole = bytes[at] === 0xff ? untilEnd(bytes.subarray(at)) : Buffer.alloc(0);
  return Buffer.concat([...kept, whole]);
}

/** Cameras put whole previews with their own metadata behind the end of the picture. */
function untilEnd(picture: Buffer): Buffer {
  const end = picture.lastIndexOf(Buffer.from([0xff, 0xd9]));
  const next = picture.indexOf(Buffer.from([0xff, 0xd9, 0xff, 0xd8]));
  if (next >= 0) return picture.subarray(0, next + 2);
  return end >= 0 ? picture.subarray(0, end + 2) : picture;
}

const orientation = 0x0112;

/** The turn that an EXIF segment asks for, 1 to 8. */
function turnIn(segment: Buffer): number | undefined {
  if (segment.subarray(4, 10).toString("latin1") !== "Exif\0\0") return undefined;
  const tiff = segment.subarray(10);
  const little = tiff.subarray(0, 2).toString("latin1") === "II";
  const two = (at: number) => (at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const four = (at: number) => (at + 4 > tiff.length ? tiff.length : little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const first = four(4);
  for (let entry = 0; entry < Math.min(two(first), 200); entry++) {
    const at = first + 2 + entry * 12;
    const turn = two(at + 8);
    if (two(at) === orientation && turn >= 1 && turn <= 8) return turn;
  }
  return undefined;
}

/** An EXIF segment with the turn and nothing else. */
function turnSegment(turn: number): Buffer {
  const tiff = Buffer.from([0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, turn, 0, 0, 0, 0, 0, 0]);
  const body = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** Chunks that carry words, times or EXIF (PNG, 11.3). */
const pngMetadata = new Set(["tEXt", "zTXt", "iTXt", "eXIf", "tIME"]);

function strippedPng(bytes: Buffer): Uint8Array {
  const kept: Buffer[] = [bytes.subarray(0, 8)];
  let at = 8;
  while (at + 12 <= bytes.length) {
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length) return Buffer.concat(kept);
    const type = bytes.subarray(at + 4, at + 8).toString("latin1");
    if (!pngMetadata.has(type)) kept.push(bytes.subarray(at, end));
    at = end;
    if (type === "IEND") return Buffer.concat(kept);
  }
  return Buffer.concat(kept);
}

/** Chunks EXIF and XMP of the container; the flags that announce them are in the VP8X chunk (RFC 9649, 2.7). */
function strippedWebp(bytes: Buffer): Uint8Array {
  const kept: Buffer[] = [];
  let at = 12;
  while (at + 8 <= bytes.length) {
    const size = bytes.readUInt32LE(at + 4);
    const end = Math.min(bytes.length, at + 8 + size + (size % 2));
    const type = bytes.subarray(at, at + 4).toString("latin1");
    const chunk = Buffer.from(bytes.subarray(at, end));
    if (type === "VP8X" && chunk.length > 8) chunk[8] = (chunk[8] ?? 0) & ~0b1100;
    if (type !== "EXIF" && type !== "XMP ") kept.push(chunk);
    at = end;
  }
  const body = Buffer.concat(kept);
  const head = Buffer.alloc(12);
  bytes.copy(head, 0, 0, 12);
  head.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([head, body]);
}
