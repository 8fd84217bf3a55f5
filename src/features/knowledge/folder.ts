import { lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { Fault } from "../../core/fault.ts";
import type { SourceFile } from "./library.ts";

const readable = /\.(md|txt|html?|pdf|docx|zip)$/i;
const mostBytes = 50 * 1024 * 1024;

const texts = {
  missing: (path: string) => `Berkas atau folder "${path}" tidak ditemukan.`,
  kind: (path: string) => `Berkas "${path}" tidak dapat dipakai. Gunakan .md, .txt, .html, .pdf, .docx, atau .zip.`,
  tooLarge: (path: string) => `Berkas "${path}" lebih besar dari 50 MB. Bagi menjadi beberapa berkas, lalu coba lagi.`,
};

/** The readable files of a path, sorted; a folder is walked whole (README files and hidden ones left out). Throws `Fault`. */
export function filesAt(path: string): SourceFile[] {
  const info = statSync(path, { throwIfNoEntry: false });
  if (!info) throw new Fault("not_found", texts.missing(path));
  if (!info.isDirectory()) {
    if (!readable.test(path)) throw new Fault("bad_input", texts.kind(path));
    return [readOne(path, basename(path))];
  }
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => readable.test(name) && !/(^|\/)(\.|readme\.)/i.test(name))
    .sort()
    .filter((name) => lstatSync(join(path, name)).isFile()) // a link may lead out of the folder
    .map((name) => readOne(join(path, name), name));
}

function readOne(path: string, name: string): SourceFile {
  if (statSync(path).size > mostBytes) return { name, bytes: new Uint8Array(), refusal: texts.tooLarge(name) };
  return { name, bytes: readFileSync(path) };
}
