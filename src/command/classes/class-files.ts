import { basename, resolve } from "node:path";
import { Argument, type Command, InvalidArgumentError, Option } from "commander";
import { readPdfs } from "../../features/completion/certificate/read-pdf.ts";
import type { ClassOf } from "../../features/enrolment/class-of.ts";
import { tenantOf } from "../../features/enrolment/seats/promote.ts";
import { makeFile } from "../../features/organise/files/make-file.ts";
import { buildLetter, checkTemplate, letterMarks } from "../../features/organise/letters/build-letter.ts";
import { type LetterKind, letterFacts, letterKinds } from "../../features/organise/letters/letter-facts.ts";
import { letterPdf } from "../../features/organise/letters/letter-pdf.ts";
import { attachFile, type FileKind, fileById, fileKinds, filesOf, saveTemplate, templateOf } from "../../features/organise/letters/letter-store.ts";
import { namedIn, tellNamed } from "../../features/organise/letters/return-letter.ts";
import { withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed, writeNew } from "../io.ts";
import { asOfficer, bytesAt, type ClassOptions, type ConsoleDesk, classCoded } from "./class-desk.ts";

interface Options extends ClassOptions {
  kind: FileKind;
  nip?: boolean;
  remove?: boolean;
}

const mimes: Record<string, string> = {
  pdf: "application/pdf",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
};
/** Bytes of a signed file at most. */
const mostBytes = 15 * 1024 * 1024;

const number = (text: string): number => {
  if (!/^\d{1,12}$/.test(text)) throw new InvalidArgumentError("A number from the list.");
  return Number(text);
};

/** `class roster|sheet|letter|template|attach|files|take`: lists of people and letters as files on the server. */
export function addClassFiles(group: Command, host: CommandHost): void {
  const act = (name: string, description: string) => withActor(withCity(group.command(name).description(description)));
  const out = (path: string) => resolve(host.io.cwd, path);

  act("roster", "who is in a class, as a file; the look is recorded")
    .argument("<code>", "the class")
    .argument("<file>", "a new file that ends in .xlsx or .csv")
    .option("--nip", "whole NIPs; needs --reason")
    .option("--reason <words>", "stands in the file and in the audit")
    .action((code: string, path: string, options: Options) => asOfficer(host, options, "class_roster", (desk) => roster(desk, code, out(path), options)));
  act("sheet", "a roll to sign, one column for each day")
    .argument("<code>", "the class")
    .argument("<file>", "a new file that ends in .xlsx")
    .action((code: string, path: string, options: Options) => asOfficer(host, options, "class_roster", (desk) => sheet(desk, code, out(path))));
  act("letter", "a call letter or an assignment letter with its people; number, date and signatory are left open")
    .argument("<code>", "the class")
    .addArgument(new Argument("<kind>", "which").choices(letterKinds))
    .argument("<file>", "a new file that ends in .docx or .pdf")
    .action((code: string, kind: LetterKind, path: string, options: Options) =>
      asOfficer(host, options, "class_letter", (desk) => letter(desk, code, kind, out(path))),
    );
  act("template", `the city's own form of a letter, a Word file with marks: ${letterMarks.map((it) => `{{${it}}}`).join(" ")}`)
    .addArgument(new Argument("<kind>", "which").choices(letterKinds))
    .argument("[file]", "a .docx")
    .option("--remove", "use the shipped form again")
    .action((kind: LetterKind, path: string | undefined, options: Options) =>
      asOfficer(host, options, "letter_template", (desk) => template(desk, kind, path === undefined ? null : bytesAt(host, path), options)),
    );
  act("attach", "keep a signed file with a class")
    .argument("<code>", "the class")
    .argument("<file>", "PDF, Word or picture")
    .addOption(new Option("--kind <kind>", "what it is").choices(fileKinds).default("surat_tugas"))
    .action((code: string, path: string, options: Options) =>
      asOfficer(host, options, "attach_file", (desk) => attach(desk, code, basename(path), bytesAt(host, path), options.kind)),
    );
  act("files", "signed files of a class")
    .argument("<code>", "the class")
    .action((code: string, options: Options) => asOfficer(host, options, "list_files", (desk) => files(desk, code)));
  act("take", "write a signed file of a class to disk")
    .argument("<code>", "the class")
    .argument("<number>", "from the list", number)
    .argument("<file>", "a new file")
    .action((code: string, id: number, path: string, options: Options) => asOfficer(host, options, "take_file", (desk) => take(desk, code, id, out(path))));
}

const atConsole = { exportNo: "konsol", by: "konsol peladen" };

async function roster(desk: ConsoleDesk, code: string, path: string, { nip = false, reason }: Options) {
  const format = /\.(xlsx|csv)$/i.exec(path)?.[1]?.toLowerCase() as "xlsx" | "csv" | undefined;
  if (!format) throw new CommandFailed("Nama berkas harus berakhir .xlsx atau .csv.");
  if (nip && !reason) throw new CommandFailed('NIP lengkap memerlukan alasan: --reason "…".');
  const of = await classCoded(desk, code);
  const made = await makeFile(desk, { what: "roster", input: { class: of.class.id, format, nip }, reason: reason ?? null, ...atConsole });
  writeNew(path, made.bytes);
  return { said: `Daftar ${made.looked.length} peserta ditulis: ${path}`, looked: made.looked, outcome: "seen" };
}

async function sheet(desk: ConsoleDesk, code: string, path: string) {
  if (!/\.xlsx$/i.test(path)) throw new CommandFailed("Nama berkas harus berakhir .xlsx.");
  const of = await classCoded(desk, code);
  const made = await makeFile(desk, { what: "sign_sheet", input: { class: of.class.id, format: "xlsx", nip: false }, reason: null, ...atConsole });
  writeNew(path, made.bytes);
  return { said: `Daftar hadir ditulis: ${path}`, looked: made.looked, outcome: "seen" };
}

async function letter(desk: ConsoleDesk, code: string, kind: LetterKind, path: string) {
  if (!/\.(?:docx|pdf)$/i.test(path)) throw new CommandFailed("Nama berkas harus berakhir .docx atau .pdf.");
  const facts = await letterFacts(desk, await classCoded(desk, code), kind);
  writeNew(path, /\.pdf$/i.test(path) ? await letterPdf(facts) : await buildLetter(facts, await templateOf(desk.db, tenantOf(desk), kind)));
  const said = `Surat untuk ${facts.people.length} orang ditulis: ${path}. Nomor, tanggal, dan penanda tangan diisi setelahnya.`;
  return { said, looked: facts.people.map((it) => it.id), outcome: "seen" };
}

async function template(desk: ConsoleDesk, kind: LetterKind, bytes: Uint8Array | null, { remove }: Options) {
  if ((bytes === null) === !remove) throw new CommandFailed("Sebutkan berkas .docx, atau --remove untuk memakai bentuk bawaan.");
  if (bytes) await checkTemplate(bytes);
  await saveTemplate(desk.db, tenantOf(desk), kind, bytes, desk.now);
  return { said: bytes ? "Templat surat kota ini dipakai mulai sekarang." : "Bentuk surat bawaan dipakai lagi." };
}

async function attach(desk: ConsoleDesk, code: string, name: string, bytes: Uint8Array, kind: FileKind) {
  const mime = mimes[/\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ""];
  if (!mime) throw new CommandFailed("Yang disimpan: PDF, Word, atau gambar (JPG, PNG).");
  if (bytes.length > mostBytes) throw new CommandFailed("Berkas paling besar 15 MB.");
  const of = await classCoded(desk, code);
  const named = kind === "lain" ? [] : await whomItNames(desk, of, { kind, name, mime, bytes });
  const added = await attachFile(desk.db, tenantOf(desk), of.class.id, { kind, name, mime, bytes, addedBy: desk.officerId, named }, desk.now);
  if (added === undefined) return { said: "Berkas yang sama sudah tersimpan.", outcome: "unchanged" };
  const letters = kind === "lain" ? [] : await tellNamed(desk, of, { kind, id: added, named });
  const told = kind === "lain" ? "" : ` ${letters.length} dari ${named.length} orang yang disebut di dalamnya diberi tahu.`;
  return { said: `Berkas disimpan pada kelas ${of.class.code}.${told}`, letters };
}

/** Of what has no words (a scan, a picture, a Word file) it is all who can stand in such a letter: the officer vouches for it. */
async function whomItNames(desk: ConsoleDesk, of: ClassOf, { kind, ...file }: { kind: LetterKind; name: string; mime: string; bytes: Uint8Array }) {
  const { people } = await letterFacts(desk, of, kind);
  const [read] = file.mime === "application/pdf" ? await readPdfs([file]) : [];
  return namedIn(read && "text" in read ? read.text : "", people).map((it) => it.id);
}

async function files(desk: ConsoleDesk, code: string) {
  const of = await classCoded(desk, code);
  const all = await filesOf(desk.db, tenantOf(desk), of.class.id);
  return {
    said: [...all.map((it) => `${String(it.id).padStart(5)}  ${it.kind.replace("_", " ")}: ${it.name}`), `${all.length} berkas`].join("\n"),
    outcome: "seen",
  };
}

async function take(desk: ConsoleDesk, code: string, id: number, path: string) {
  const of = await classCoded(desk, code);
  const file = await fileById(desk.db, tenantOf(desk), of.class.id, id);
  if (!file) throw new CommandFailed("Berkas dengan nomor itu tidak ada pada kelas ini.");
  writeNew(path, file.bytes);
  return { said: `Berkas ditulis: ${path}`, outcome: "seen" };
}
