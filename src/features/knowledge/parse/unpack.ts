import { Unzip, type UnzipFile, UnzipInflate } from "fflate";
import { Fault } from "../../../core/fault.ts";

const texts = {
  broken: "Arsip ZIP ini rusak atau bukan ZIP. Buat ulang arsipnya, lalu unggah lagi.",
  locked: "Arsip ZIP ini dikunci dengan kata sandi. Buka kuncinya dulu, lalu unggah lagi.",
  many: (most: number) => `Arsip ZIP ini memuat lebih dari ${most} berkas. Bagi menjadi beberapa arsip.`,
  large: "Isi arsip ZIP ini terlalu besar bila dibuka. Unggah berkasnya satu per satu.",
  empty: "Arsip ZIP ini tidak memuat berkas. Periksa isinya, lalu unggah lagi.",
};

const mostEntries = 500;
const mostBytes = 100 * 1024 * 1024;
const mostSource = 50 * 1024 * 1024;
/** Fed in small steps, so that a bomb is noticed at most one step too late. */
const step = 16 * 1024;
const readable = /\.(?:md|txt|html?|pdf|docx)$/i;
/** What operating systems and word processors leave in archives. */
const clutter = /(?:^|\/)(?:__MACOSX\/|\.|~\$|Thumbs\.db$|desktop\.ini$)/i;

export interface UnpackedFile {
  /** Path inside the archive, without any step out of it. */
  name: string;
  /** Empty for a kind of file that is not read anyway: whoever reads it says so by its name. */
  bytes: Uint8Array;
}

/** The files of an archive. Refuses what would fill the memory, whatever sizes the archive claims for itself. */
export function unpackZip(bytes: Uint8Array): UnpackedFile[] {
  if (bytes.length > mostSource) throw new Fault("bad_input", texts.large, { bytes: bytes.length });
  const files = inflate(bytes, (name) => readable.test(name));
  if (files.length === 0) throw new Fault("bad_input", texts.empty);
  return files;
}

/** Opens an archive; only names that are `wanted` are inflated. */
export function inflate(bytes: Uint8Array, wanted: (name: string) => boolean): UnpackedFile[] {
  if (!isZip(bytes)) throw new Fault("bad_input", texts.broken);
  // Bit 0 of the flags in the first header: encrypted.
  if (((bytes[6] ?? 0) & 1) === 1) throw new Fault("bad_input", texts.locked);
  const found: { name: string; chunks: Uint8Array[]; done: boolean }[] = [];
  let total = 0;
  let names = 0;
  const zip = new Unzip((file) => {
    names += 1;
    if (names > mostEntries) throw new Fault("bad_input", texts.many(mostEntries));
    const name = safePath(file.name);
    if (file.name.endsWith("/") || name === "" || clutter.test(name)) return;
    const entry = { name, chunks: [] as Uint8Array[], done: !wanted(name) };
    found.push(entry);
    if (entry.done) return;
    collect(file, (chunk, final) => {
      total += chunk.length;
      if (total > mostBytes) throw new Fault("bad_input", texts.large, { total });
      entry.chunks.push(chunk);
      entry.done ||= final;
    });
  });
  zip.register(UnzipInflate);
  feed(zip, bytes);
  if (names !== entriesSaid(bytes) || found.some((it) => !it.done)) throw new Fault("bad_input", texts.broken);
  return found.map(({ name, chunks }) => ({ name, bytes: joined(chunks) }));
}

/** Whether bytes begin like an archive. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

/** The number of entries by the record at the end of the archive; -1 where that is cut off. */
function entriesSaid(bytes: Uint8Array): number {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 22 - 65_535); at -= 1) {
    if (bytes[at] !== 0x50 || bytes[at + 1] !== 0x4b || bytes[at + 2] !== 5 || bytes[at + 3] !== 6) continue;
    return (bytes[at + 10] ?? 0) + 256 * (bytes[at + 11] ?? 0);
  }
  return -1;
}

function collect(file: UnzipFile, take: (chunk: Uint8Array, final: boolean) => void): void {
  file.ondata = (error, chunk, final) => {
    if (error !== null) throw error;
    take(chunk, final);
  };
  file.start();
}

function feed(zip: Unzip, bytes: Uint8Array): void {
  try {
    for (let at = 0; at < bytes.length; at += step) zip.push(bytes.subarray(at, at + step), at + step >= bytes.length);
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault("bad_input", texts.broken, {}, { cause });
  }
}

function safePath(path: string): string {
  return path
    .split(/[\\/]+/)
    .filter((part) => part !== "" && part !== "." && part !== ".." && !/^[A-Za-z]:$/.test(part))
    .join("/");
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, it) => sum + it.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
