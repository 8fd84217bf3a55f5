import { createHash } from "node:crypto";
import { setImmediate as breath } from "node:timers/promises";
import { z } from "zod";
import { pdfWords } from "../pdf-words.ts";
import type { GivenFile, Unpacked } from "./unpack-pdfs.ts";

const texts = {
  unreadable: "bukan berkas PDF yang dapat dibaca",
};

const Readable = z.object({
  name: z.string(),
  /** SHA-256 of the bytes. */
  digest: z.string(),
  /** Whether a signature is in it; whether it is good is the business of the certified provider's own check. */
  signed: z.boolean(),
  /** What may be a number behind "Nomor:". */
  numbers: z.array(z.string()),
  /** Its words as letters and digits only, small: how lines were broken says nothing. */
  text: z.string(),
});

/** What a file says of itself, as plain data, so that it can be read before a transaction and held against the facts within; or why it cannot be read. */
export const Reading = z.union([Readable, z.object({ name: z.string(), fault: z.string() })]);
export type Reading = z.output<typeof Reading>;
export type Readable = z.output<typeof Readable>;

/** A letter with a page of names stays below it. */
const mostText = 40_000;

/** Letters and digits only, small. */
export const bareText = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

export const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** More than a certificate or a letter with its list has; a long list of names is on its first pages already. */
const most = { pages: 40, characters: 200_000 };

/** Reads files one after the other. `keep`: characters that are kept of each. */
export async function readPdfs(files: Unpacked[], { keep = mostText } = {}): Promise<Reading[]> {
  const given = files.flatMap((it) => ("fault" in it ? [] : it.bytes));
  const words = await pdfWords(given, most);
  const all: Reading[] = [];
  for (const it of files) {
    await breath();
    all.push("fault" in it ? it : reading(it, words.shift() ?? null, keep));
  }
  return all;
}

function reading({ name, bytes }: GivenFile, words: string | null, keep: number): Reading {
  if (words === null) return { name, fault: texts.unreadable };
  return { name, digest: digestOf(bytes), signed: hasSignature(bytes), numbers: numbersIn(words), text: bareText(words).slice(0, keep) };
}

/** A signature in a PDF covers a range of its bytes and says which; the same for all kinds (ISO 32000-2, 12.8). */
function hasSignature(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString("latin1");
  return /\/ByteRange\s*\[\s*\d+\s+\d+\s+\d+\s+\d+\s*\]/.test(text) && /\/Type\s*\/Sig\b|\/SubFilter\s*\/(?:adbe|ETSI)/.test(text);
}

/** As far as the line goes: extracted text may run on into the next line. */
function numbersIn(text: string): string[] {
  const after = text.split(/Nomor:\s*/).slice(1, 4);
  return after.flatMap((rest) => {
    const words = rest.slice(0, 160).trim().split(/\s+/);
    return words.slice(0, 6).map((_, at) => words.slice(0, at + 1).join(" "));
  });
}
