import { setImmediate as breath } from "node:timers/promises";
import { Unzip, UnzipInflate } from "fflate";
import { isZip } from "../../../core/file-kind.ts";

const texts = {
  tooLarge: "terlalu besar",
};

/** A file as it comes back. */
export interface GivenFile {
  name: string;
  bytes: Uint8Array;
}

/** A file, or why it was not even looked at. */
export type Unpacked = GivenFile | { name: string; fault: string };

/** Files in one ZIP that is sent in a talk. */
export const mostFiles = 100;
/** Bytes of one file, and of all of a ZIP when opened. */
const mostBytes = 20 * 1024 * 1024;
const mostTogether = 60 * 1024 * 1024;
/** At the server's own console, which with the embedded database is the service itself: all of it is in its memory at once. */
export const consoleLimits = { files: 2_000, together: 300 * 1024 * 1024 };
/** Fed in small steps: what a ZIP says of its sizes may be a lie, and a bomb is noticed one step too late at most. */
const step = 16 * 1024;
/** Bytes that are unpacked before others have their turn. */
const breathEvery = 4 * 1024 * 1024;

/** "many" = more PDFs than are taken at once, "large" = too much when opened, "broken" = no ZIP that can be read. */
export type NotUnpacked = "many" | "large" | "broken";

const baseName = (path: string): string => path.split("/").at(-1) ?? path;
const isWanted = (path: string): boolean => /\.pdf$/i.test(path) && !path.startsWith("__MACOSX/");

class TooMuch extends Error {
  readonly why: NotUnpacked;
  constructor(why: NotUnpacked) {
    super(why);
    this.why = why;
  }
}

/** Files of a ZIP that end in `.pdf`, else the one file itself; never more than a bounded number of bytes, whatever the ZIP says of itself. */
export async function pdfsIn(
  { name, bytes }: GivenFile,
  most: { files: number; together: number } = { files: mostFiles, together: mostTogether },
): Promise<Unpacked[] | NotUnpacked> {
  if (!isZip(bytes)) return [{ name, bytes }];
  const found: { name: string; chunks: Uint8Array[]; size: number; done: boolean }[] = [];
  let together = 0;
  const zip = new Unzip((file) => {
    if (!isWanted(file.name)) return;
    const it = { name: baseName(file.name), chunks: [] as Uint8Array[], size: 0, done: false };
    found.push(it);
    if (found.length > most.files) throw new TooMuch("many");
    file.ondata = (error, chunk, final) => {
      if (error !== null) throw error;
      together += chunk.length;
      if (together > most.together) throw new TooMuch("large");
      it.size += chunk.length;
      if (it.size > mostBytes) it.chunks.length = 0;
      else it.chunks.push(chunk);
      it.done ||= final;
    };
    file.start();
  });
  zip.register(UnzipInflate);
  try {
    for (let at = 0, rested = 0; at < bytes.length; at += step) {
      zip.push(bytes.subarray(at, at + step), at + step >= bytes.length);
      if (together - rested < breathEvery) continue;
      rested = together;
      await breath();
    }
  } catch (error) {
    return error instanceof TooMuch ? error.why : "broken";
  }
  if (found.some((it) => !it.done)) return "broken";
  return found.map((it) => (it.size > mostBytes ? { name: it.name, fault: texts.tooLarge } : { name: it.name, bytes: Buffer.concat(it.chunks) }));
}
