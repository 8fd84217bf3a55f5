import { z } from "zod";
import { capability } from "../../core/capability.ts";
import { Fault } from "../../core/fault.ts";
import type { Role } from "../../core/person.ts";
import { plain } from "../../core/reply.ts";
import { localDate, longDate } from "../../core/time.ts";
import { findPerson, fullName, maskNip, type PersonRecord, type Position } from "./person-store.ts";

const statuses: Record<PersonRecord["status"], string> = {
  PNS: "PNS",
  CPNS: "CPNS",
  PPPK: "PPPK",
  PPPK_PARUH_WAKTU: "PPPK paruh waktu",
  LUAR_ASN: "pimpinan di luar ASN",
};

const duties: Record<PersonRecord["duty"], string> = {
  aktif: "",
  cuti: "sedang cuti",
  cltn: "cuti di luar tanggungan negara (CLTN)",
  tubel: "tugas belajar",
  mpp: "masa persiapan pensiun (MPP)",
  pensiun: "pensiun",
  pindah: "pindah",
  meninggal: "",
  keluar: "keluar",
};

const kinds: Record<Position["kind"], string> = { definitif: "Jabatan", plt: "Plt.", plh: "Plh.", tambahan: "Tugas tambahan" };

const roleWords: Record<Role, string> = {
  guest: "",
  asn: "layanan pegawai untuk diri sendiri",
  supervisor: "atasan: melihat dan menilai bawahan",
  unit_officer: "pengelola kepegawaian unit",
  officer: "petugas BKPSDM",
  administrator: "administrator",
};

const texts = {
  gone: "Data kepegawaian Anda tidak ditemukan. Hubungi BKPSDM kota Anda.",
  missing: "belum tercatat",
  waiting: "Sebagian hak Anda baru terbuka setelah percakapan ini dipastikan petugas BKPSDM.",
  wrong: "Bila ada yang keliru, pilih *Minta perbaikan*.",
};

export const showProfile = capability({
  id: "show_profile",
  about: "Menampilkan data kepegawaian Anda yang tercatat di sini.",
  command: "profil",
  phrases: ["profil saya", "data kepegawaian saya", "siapa saya", "jabatan saya apa", "siapa atasan saya", "siapa atasan langsung saya"],
  roles: ["asn"],
  input: z.object({}),

  async handle({ db, cell, now, person }) {
    if (!person) throw new Fault("forbidden", texts.gone);
    const found = await findPerson(db, { cell, agencyId: person.agency.id, personId: person.id }, localDate(now, person.agency.zone));
    if (!found) throw new Fault("not_found", texts.gone);
    return {
      reply: {
        text: profileText(found, person.roles, (person.waiting ?? []).length > 0),
        buttons: [
          { label: "Kompetensi saya", call: { capability: "show_competencies", input: {} } },
          { label: "JP saya", call: { capability: "show_jp", input: {} } },
          { label: "Minta perbaikan", call: { capability: "request_correction", input: {} } },
        ],
      },
    };
  },
});

/** A person's record in words; what nobody has recorded is said to be so. */
function profileText(it: PersonRecord, roles: Role[], waiting: boolean): string {
  const status = [statuses[it.status], duties[it.duty]].filter(Boolean).join(", ");
  const supervisor = it.supervisor ? `${plain(fullName(it.supervisor))}, sejak ${longDate(it.supervisor.since)}` : texts.missing;
  return [
    `*${plain(fullName(it))}*`,
    `NIP: ${it.nip === null ? texts.missing : maskNip(it.nip)}`,
    `Status: ${status}`,
    ...(it.status === "LUAR_ASN" ? [] : [`Golongan: ${it.grade === null ? texts.missing : plain(it.grade)}`]),
    ...(it.status.startsWith("PPPK") ? [`Kontrak: ${contract(it)}`] : []),
    ...(it.positions.some((one) => one.kind === "definitif") ? [] : [`Jabatan: ${texts.missing}`]),
    ...it.positions.map(positionText),
    `Atasan: ${supervisor}`,
    "",
    `Di percakapan ini: ${roles
      .map((role) => roleWords[role])
      .filter(Boolean)
      .join("; ")}.`,
    ...(waiting ? [texts.waiting] : []),
    texts.wrong,
  ].join("\n");
}

function positionText({ kind, title, section, unit, since, until }: Position): string {
  const where = [section, unit?.name ?? `unit ${texts.missing}`].filter((it) => it !== null).map(plain);
  const end = until === null ? "" : ` sampai ${longDate(Temporal.PlainDate.from(until).subtract({ days: 1 }).toString())}`;
  return `${kinds[kind]}${kind === "definitif" || kind === "tambahan" ? ":" : ""} ${plain(title)}, ${where.join(", ")} (sejak ${longDate(since)}${end})`;
}

const contract = ({ contractFrom, contractUntil }: PersonRecord): string =>
  contractFrom === null || contractUntil === null ? texts.missing : `${longDate(contractFrom)} sampai ${longDate(contractUntil)}`;
