import { createHash } from "node:crypto";
import { setImmediate as breath } from "node:timers/promises";
import { Fault } from "../../core/fault.ts";
import type { Database } from "../../db/database.ts";
import { machineOrder } from "../../language/machine-order.ts";
import { parseDocument } from "./parse/parse-document.ts";
import { readSource } from "./parse/read-file.ts";
import { unpackZip } from "./parse/unpack.ts";
import type { ParsedDocument } from "./passage.ts";
import { allDocuments, documentKey, type KnownDocument, type Origin, putDocument, removeDocument } from "./store.ts";
import type { BaseChange } from "./trial/base-change.ts";

/** A file as it was found; `name` may contain folders. */
export interface SourceFile {
  name: string;
  bytes: Uint8Array;
  /** Why it was not even read; one Indonesian sentence. */
  refusal?: string;
}

/** What became of one file. */
export interface FileReport {
  file: string;
  result: "added" | "changed" | "unchanged" | "refused";
  document: string | null;
  title: string | null;
  passages: number;
  /** For `refused`: one Indonesian sentence. */
  reason: string | null;
}

/** Raised when the parser learns something, so that every document is read anew at the next start. */
const parserVersion = 3;

const texts = {
  twice: (id: string) => `Ada dua berkas dengan nama dokumen "${id}". Ubah nama salah satunya.`,
  nothing: "Tidak ada isi yang dapat dibaca dari berkas ini.",
  speaksToMachine: (words: string) =>
    `Berkas ini menyuruh mesin yang membacanya (“${words}”). Aturan dan keterangan ditulis untuk orang: periksa asal berkas, hapus bagian itu, lalu unggah lagi.`,
};

/**
 * Adds or updates documents, each in a transaction of its own; what cannot be read is reported and leaves
 * what was there before untouched. The same content twice changes nothing.
 */
export async function addFiles(
  db: Database,
  files: SourceFile[],
  options: { origin: Origin; scope?: string; now: Temporal.Instant; onReport?: (report: FileReport) => void },
): Promise<FileReport[]> {
  const known = new Map((await allDocuments(db)).map((it) => [it.key, it]));
  const byFile = new Map([...known.values()].filter((it) => it.origin === options.origin).map((it) => [it.fileName, it]));
  const seen = new Set<string>();
  const reports: FileReport[] = [];
  for (const file of files.flatMap(unpacked)) {
    const report = await addOne(db, file, { ...options, known, byFile, seen });
    reports.push(report);
    options.onReport?.(report);
    await breath(); // a service that carries this out answers its visitors between two files
  }
  return reports;
}

/** Brings the shipped documents to what the folder holds: changed ones anew, vanished ones out of use. */
export async function syncShipped(db: Database, files: SourceFile[], now: Temporal.Instant): Promise<FileReport[]> {
  const reports = await addFiles(db, files, { origin: "shipped", now });
  const present = new Set(reports.map((it) => it.document));
  for (const document of await allDocuments(db)) {
    const gone = document.origin === "shipped" && document.removedWhy === null && !present.has(document.slug);
    if (gone) await db.transaction((tx) => removeDocument(tx, document.key, "gone", now));
  }
  return reports;
}

/** A zip's own files; one that cannot be opened is reported like any file. */
function unpacked(file: SourceFile): SourceFile[] {
  if (file.refusal || !file.name.toLowerCase().endsWith(".zip")) return [file];
  try {
    return unpackZip(file.bytes);
  } catch (error) {
    if (error instanceof Fault) return [{ ...file, refusal: error.say }];
    throw error;
  }
}

/** What the base would be with these files: those that would be added or changed, read and not stored. What cannot be read is left out. */
export async function changeBy(db: Database, files: SourceFile[], { origin, scope }: { origin: Origin; scope?: string }): Promise<BaseChange> {
  const known = new Map((await allDocuments(db)).map((it) => [it.key, it]));
  const put: BaseChange["put"] = [];
  for (const file of files.flatMap(unpacked)) {
    if (file.refusal) continue;
    try {
      const parsed = await parsedFrom(file, scope);
      const former = known.get(documentKey(origin, parsed.meta.id));
      if (former?.checksum !== checksumOf(file.bytes, scope) || former.removedWhy !== null) put.push({ ...parsed, origin });
    } catch (error) {
      if (!(error instanceof Fault)) throw error; // told by `addFiles`, which refuses it
    }
    await breath();
  }
  return { put, remove: [] };
}

interface AddOptions {
  origin: Origin;
  scope?: string;
  now: Temporal.Instant;
  known: Map<string, KnownDocument>;
  byFile: Map<string, KnownDocument>;
  seen: Set<string>;
}

async function addOne(db: Database, file: SourceFile, options: AddOptions): Promise<FileReport> {
  if (file.refusal) return { ...reportOf(file, "refused", null, null, 0), reason: file.refusal };
  const checksum = checksumOf(file.bytes, options.scope);
  const before = options.byFile.get(file.name);
  // An unchanged file is not even read; a shipped document that an officer removed stays removed.
  if (before?.checksum === checksum && (before.removedWhy === null || keepsRemoved(options.origin, before))) {
    options.seen.add(before.slug);
    return reportOf(file, "unchanged", before.slug, before.meta.title, 0);
  }
  try {
    const parsed = await parsedFrom(file, options.scope);
    const id = parsed.meta.id;
    if (options.seen.has(id)) throw new Fault("conflict", texts.twice(id), { id });
    options.seen.add(id);
    const former = options.known.get(documentKey(options.origin, id));
    if (former && keepsRemoved(options.origin, former)) return reportOf(file, "unchanged", id, parsed.meta.title, 0);
    if (former?.checksum === checksum && former.removedWhy === null) {
      return reportOf(file, "unchanged", id, parsed.meta.title, parsed.passages.length);
    }
    await db.transaction((tx) => putDocument(tx, { ...parsed, origin: options.origin, fileName: file.name, checksum }, options.now));
    const result = former && former.removedWhy === null ? "changed" : "added";
    return reportOf(file, result, id, parsed.meta.title, parsed.passages.length);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { ...reportOf(file, "refused", null, null, 0), reason: error.say };
  }
}

const keepsRemoved = (origin: Origin, document: KnownDocument): boolean => origin === "shipped" && document.removedWhy === "officer";

async function parsedFrom(file: SourceFile, scope: string | undefined): Promise<ParsedDocument> {
  const source = await readSource(file.name, file.bytes);
  const order = machineOrder(source.text);
  if (order !== null) throw new Fault("bad_input", texts.speaksToMachine(order.slice(0, 60)), { file: file.name });
  const parsed = parseDocument(source.name, source.text);
  if (parsed.passages.length === 0) throw new Fault("bad_input", texts.nothing, { file: file.name });
  if (scope === undefined || parsed.meta.scope !== "nasional") return parsed;
  return { ...parsed, meta: { ...parsed.meta, scope } };
}

function checksumOf(bytes: Uint8Array, scope = "nasional"): string {
  return createHash("sha256").update(`${parserVersion} ${scope} `).update(bytes).digest("hex");
}

function reportOf(file: SourceFile, result: FileReport["result"], document: string | null, title: string | null, passages: number): FileReport {
  return { file: file.name, result, document, title, passages, reason: null };
}
