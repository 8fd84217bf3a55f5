import { deflateSync } from "node:zlib";

const segment = (marker: number, body: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
};

/** EXIF as a telephone writes it: the turn, a maker, and a pointer to where it was taken. */
export function exif(turn: number, secret: string): Buffer {
  const tiff = Buffer.alloc(8 + 2 + 2 * 12 + 4 + secret.length + 1);
  tiff.write("II", 0, "latin1");
  tiff.writeUInt16LE(42, 2);
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(2, 8);
  tiff.writeUInt16LE(0x0112, 10);
  tiff.writeUInt16LE(3, 12);
  tiff.writeUInt32LE(1, 14);
  tiff.writeUInt16LE(turn, 18);
  tiff.writeUInt16LE(0x010f, 22);
  tiff.writeUInt16LE(2, 24);
  tiff.writeUInt32LE(secret.length + 1, 26);
  tiff.writeUInt32LE(38, 30);
  tiff.write(secret, 38, "latin1");
  return Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]);
}

/** The smallest picture that is whole: its scan is not, which nothing here looks at. `more` = bytes of it. */
export function jpeg(turn: number, secret: string, more = 0): Buffer {
  const scan = Buffer.concat([Buffer.from([0x12, 0x34, 0xff, 0x00, 0x56]), Buffer.alloc(more, 1)]);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, Buffer.from("JFIF\0\x01\x01\0\0\x01\0\x01\0\0", "latin1")),
    segment(0xe1, exif(turn, secret)),
    segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0<x>${secret}</x>`, "latin1")),
    segment(0xfe, Buffer.from(secret, "latin1")),
    segment(0xdb, Buffer.alloc(65, 1)),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    scan,
    Buffer.from([0xff, 0xd9]),
  ]);
}

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
const crc = (bytes: Buffer): number => (bytes.reduce((c, it) => (crcTable[(c ^ it) & 255] ?? 0) ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;

const chunk = (type: string, body: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc(named));
  return Buffer.concat([length, named, sum]);
};

/** One grey point. */
export function png(secret: string): Buffer {
  const head = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    chunk("tEXt", Buffer.from(`Comment\0${secret}`, "latin1")),
    chunk("eXIf", exif(1, secret).subarray(6)),
    chunk("IDAT", deflateSync(Buffer.from([0, 128]))),
    chunk("IEND", Buffer.alloc(0)),
    Buffer.from(secret, "latin1"),
  ]);
}

/** A container with a picture, EXIF and XMP. */
export function webp(secret: string): Buffer {
  const part = (type: string, body: Buffer): Buffer => {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(body.length);
    return Buffer.concat([Buffer.from(type, "latin1"), size, body, Buffer.alloc(body.length % 2)]);
  };
  const body = Buffer.concat([
    part("VP8X", Buffer.from([0b1100, 0, 0, 0, 0, 0, 0, 0, 0, 0])),
    part("VP8 ", Buffer.from([1, 2, 3])),
    part("EXIF", exif(1, secret)),
    part("XMP ", Buffer.from(secret, "latin1")),
  ]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(body.length + 4);
  return Buffer.concat([Buffer.from("RIFF", "latin1"), size, Buffer.from("WEBP", "latin1"), body]);
}
