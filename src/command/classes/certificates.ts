import { readFileSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import type { Database } from "../../db/database.ts";
import { putLetters } from "../../delivery/outbox.ts";
import { acceptSigned, matchSigned, takenText, unsignedBatch } from "../../features/completion/certificate/batch.ts";
import { certificateByNumber, certificatesIn, saveSetting, settingOf, standingOf } from "../../features/completion/certificate/certificate-store.ts";
import { issueCertificates, usualIssuer } from "../../features/completion/certificate/issue.ts";
import { patternFault } from "../../features/completion/certificate/number.ts";
import { digestOf, readPdfs } from "../../features/completion/certificate/read-pdf.ts";
import { revokeAndTell } from "../../features/completion/certificate/revoke-certificate.ts";
import { consoleLimits, pdfsIn } from "../../features/completion/certificate/unpack-pdfs.ts";
import { render } from "../../service/pipeline.ts";
import { actorNamed, atCity, type CityDesk, type CityOptions, withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";
import { note } from "../note.ts";
import { classCoded } from "./class-desk.ts";

interface Options extends CityOptions {
  apply?: boolean;
  class?: string;
  reason?: string;
  pattern?: string;
  issuer?: string;
  place?: string;
  signatory?: string;
}

const texts = {
  noSetting: "Pola nomor sertifikat belum diatur.",
  setting: (pattern: string, issuer: string, place: string, signatory: string) =>
    `Pola nomor    ${pattern}\nPenerbit      ${issuer}\nTempat        ${place}\nPenanda tangan ${signatory}\n`,
  lacking: "Untuk pertama kali perlu --pattern dan --signatory.",
  saved: "Pengaturan sertifikat disimpan. Sertifikat yang sudah terbit tidak berubah.\n",
  noAddress: "PUBLIC_URL belum diatur, padahal alamat pemeriksaan dicetak pada sertifikat. Atur dulu, lalu ulangi.",
  exists: (path: string) => `Berkas ${path} sudah ada; beri nama lain.`,
  missing: (path: string) => `Berkas ${path} tidak ditemukan.`,
  notOpened: {
    many: `ZIP itu berisi lebih dari ${consoleLimits.files} PDF. Bagi menjadi beberapa.`,
    large: "Isi ZIP itu terlalu besar bila dibuka. Bagi menjadi beberapa.",
    broken: "ZIP itu tidak dapat dibuka: mungkin rusak atau berkata sandi.",
  },
  nothing: "Tidak ada sertifikat yang menunggu tanda tangan.",
  batch: (count: number, path: string) => `${count} berkas yang belum ditandatangani ditulis: ${path}\n`,
  line: (name: string, said: string) => `  ${name}: ${said}\n`,
  signed: (count: number, applied: boolean) =>
    applied ? `${count} berkas bertanda tangan disimpan.\n` : `${count} berkas dapat dicocokkan. Untuk menyimpannya, ulangi dengan --apply.\n`,
  issued: (numbers: string[]) => `${numbers.length} sertifikat diterbitkan${numbers.length > 0 ? `: ${numbers[0]} sampai ${numbers.at(-1)}` : ""}.\n`,
  unknown: "Tidak ada sertifikat dengan nomor itu.",
  own: "Tidak seorang pun mencabut sertifikatnya sendiri. Minta petugas lain.",
  again: "Sertifikat itu sudah dicabut sebelumnya.",
  revoked: (number: string) => `Sertifikat ${number} dicabut.\n`,
};

/** `certificate`: numbering, issue, the way to the signature outside and back, revocation. Reports are Indonesian, for officers. */
export function addCertificateCommands(program: Command, host: CommandHost): void {
  const certificate = program.command("certificate").description("a city's certificates: numbering, issue, unsigned files out, signed files in, revocation");
  const command = (name: string, description: string) => withActor(withCity(certificate.command(name).description(description)));
  const at = (work: (desk: CityDesk, options: Options) => Promise<void>) => (options: Options) => atCity(host, options, (desk) => work(desk, options));

  command("setting", "show the numbering and heading, or set them")
    .option("--pattern <pattern>", "e.g. 800.2/{nomor:4}/SERT/{bulan_romawi}/{tahun}; {kelas} and {bulan} are known too")
    .option("--issuer <name>", "who issues, printed on top; without it the city's government")
    .option("--place <name>", "where it is signed; without it the city")
    .option("--signatory <office>", "the office that signs")
    .action(at((desk, options) => setting(host, desk, options)));
  command("issue", "give numbered certificates to all who have completed a class and have none")
    .argument("<class>", "its code")
    .action((code: string, options: Options) => atCity(host, options, (desk) => issue(host, desk, code, options)));
  command("list", "certificates of a class with their standing; the look is recorded")
    .argument("<class>", "its code")
    .action((code: string, options: Options) => atCity(host, options, (desk) => list(host, desk, code, options)));
  command("batch", "write a ZIP with the files that wait for their signature; the look is recorded")
    .argument("<file>", "a new file that ends in .zip")
    .option("--class <code>", "only those of a class")
    .action((path: string, options: Options) => atCity(host, options, (desk) => batch(host, desk, resolve(host.io.cwd, path), options)));
  command("signed", "take signed files back, matched by the number printed in each; with --apply, keep them")
    .argument("<file>", "a signed PDF, or a ZIP of them")
    .option("--apply", "write what the report says")
    .action((path: string, options: Options) => atCity(host, options, (desk) => signed(host, desk, resolve(host.io.cwd, path), options)));
  command("revoke", "revoke a certificate; its page says so, the person is told, the number is not used again")
    .argument("<number>", "as printed")
    .requiredOption("--reason <words>", "the person reads it")
    .action((number: string, options: Options) => atCity(host, options, (desk) => revoke(host, desk, number, options)));
}

const deskOf = ({ app, agency, now }: CityDesk, db: Database, by: number | null) => ({ db, cell: app.cell, agency, now, by });

async function setting({ io }: CommandHost, desk: CityDesk, options: Options): Promise<void> {
  const { app, tenant, agency, now } = desk;
  const held = await settingOf(app.db, tenant);
  const given = [options.pattern, options.issuer, options.place, options.signatory].some((it) => it !== undefined);
  if (!given) {
    if (!held) throw new CommandFailed(texts.noSetting);
    io.out(options.json ? `${JSON.stringify(held)}\n` : texts.setting(held.pattern, held.issuer, held.place, held.signatory));
    return;
  }
  const [pattern, signatory] = [options.pattern?.trim() ?? held?.pattern, options.signatory?.trim() ?? held?.signatory];
  if (!pattern || !signatory) throw new CommandFailed(texts.lacking);
  const fault = patternFault(pattern);
  if (fault) throw new CommandFailed(fault);
  const issuer = options.issuer?.trim() || held?.issuer || usualIssuer(agency);
  const place = options.place?.trim() || held?.place || agency.name;
  await app.db.transaction(async (tx) => {
    const by = await actorNamed(tx, desk, options.by);
    await saveSetting(tx, tenant, { pattern, issuer, place, signatory }, now);
    await note(tx, desk, { by, about: [], kind: "right", action: "set_certificates", outcome: "done" });
  });
  io.out(texts.saved);
}

async function issue({ io }: CommandHost, desk: CityDesk, code: string, options: Options): Promise<void> {
  const numbers = await desk.app.db.transaction(async (tx) => {
    const by = await actorNamed(tx, desk, options.by);
    const given = await issueCertificates(deskOf(desk, tx, by), await classCoded(deskOf(desk, tx, by), code));
    await note(tx, desk, { by, about: [], kind: "look", action: "issue_certificates", outcome: "issued" });
    return given;
  });
  io.out(options.json ? `${JSON.stringify({ numbers })}\n` : texts.issued(numbers));
}

async function list({ io }: CommandHost, desk: CityDesk, code: string, options: Options): Promise<void> {
  const all = await desk.app.db.transaction(async (tx) => {
    const by = await actorNamed(tx, desk, options.by);
    const found = await certificatesIn(tx, desk.tenant, (await classCoded(deskOf(desk, tx, by), code)).class.id);
    await note(tx, desk, { by, about: found.map((it) => it.personId).filter((it) => it !== by), kind: "look", action: "list_certificates", outcome: "seen" });
    return found;
  });
  for (const { id: _id, personId: _person, ...it } of all) {
    io.out(options.json ? `${JSON.stringify({ ...it, standing: standingOf(it) })}\n` : `${it.number}  ${it.name}  ${standingOf(it)}\n`);
    await io.drained();
  }
}

async function batch(host: CommandHost, desk: CityDesk, path: string, options: Options): Promise<void> {
  const base = host.config.PUBLIC_URL ?? (desk.agency.demo ? `http://localhost:${host.config.PORT}` : undefined);
  if (base === undefined) throw new CommandFailed(texts.noAddress);
  if (statSync(path, { throwIfNoEntry: false })) throw new CommandFailed(texts.exists(path));
  const { zip, numbers } = await desk.app.db.transaction(async (tx) => {
    const by = await actorNamed(tx, desk, options.by);
    const classId = options.class === undefined ? null : (await classCoded(deskOf(desk, tx, by), options.class)).class.id;
    const made = await unsignedBatch(deskOf(desk, tx, by), { classId, base });
    await note(tx, desk, { by, about: made.people.filter((it) => it !== by), kind: "look", action: "download_certificates", outcome: "seen" });
    return made;
  });
  if (numbers.length === 0) throw new CommandFailed(texts.nothing);
  writeFileSync(path, zip, { flag: "wx", mode: 0o600 });
  host.io.out(texts.batch(numbers.length, path));
}

async function signed({ io }: CommandHost, desk: CityDesk, path: string, options: Options): Promise<void> {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new CommandFailed(texts.missing(path));
  const files = await pdfsIn({ name: path.split("/").at(-1) ?? path, bytes: readFileSync(path) }, consoleLimits);
  if (typeof files === "string") throw new CommandFailed(texts.notOpened[files]);
  const bytes = new Map(files.flatMap((it) => ("fault" in it ? [] : [[digestOf(it.bytes), it.bytes] as const])));
  const readings = await readPdfs(files);
  const { app, now } = desk;
  const { taken, good } = await app.db.transaction(async (tx) => {
    const by = await actorNamed(tx, desk, options.by);
    const read = await matchSigned(deskOf(desk, tx, by), readings, { locks: options.apply ?? false });
    if (!options.apply) return read;
    const good = read.good.map((it) => ({ certificate: it.certificate, bytes: bytes.get(it.digest) ?? new Uint8Array() }));
    await putLetters({ db: tx, cell: app.cell }, render, await acceptSigned(deskOf(desk, tx, by), good), now);
    await note(tx, desk, { by, about: read.good.map((it) => it.certificate.personId), kind: "look", action: "keep_signed_certificates", outcome: "done" });
    return read;
  });
  for (const it of taken) io.out(texts.line(it.name, takenText(it)));
  io.out(texts.signed(good.length, options.apply === true));
  if (taken.some((it) => "fault" in it)) throw new CommandFailed("");
}

async function revoke({ io }: CommandHost, desk: CityDesk, number: string, options: Options): Promise<void> {
  const { app, tenant, now } = desk;
  await app.db.transaction(async (tx) => {
    const by = await actorNamed(tx, desk, options.by);
    const it = await certificateByNumber(tx, tenant, number.trim());
    if (!it) throw new CommandFailed(texts.unknown);
    if (it.revokedReason !== null) throw new CommandFailed(texts.again);
    if (it.personId === by) throw new CommandFailed(texts.own);
    await putLetters({ db: tx, cell: app.cell }, render, await revokeAndTell(deskOf(desk, tx, by), it, options.reason ?? ""), now);
    await note(tx, desk, { by, about: it.personId, kind: "look", action: "revoke_certificate", outcome: "revoked" });
  });
  io.out(texts.revoked(number.trim()));
}
