import { z } from "zod";
import { type Context, capability } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import type { Button } from "../../../core/reply.ts";
import { localDate, longDate } from "../../../core/time.ts";
import { findPerson } from "../../people/person-store.ts";
import type { Route } from "../../training/forms.ts";
import { type JpAccount, loadAccount } from "./jp-account.ts";
import { nearCeiling } from "./jp-frame.ts";
import { entryLine, jpText, progressBar, timeLeft } from "./jp-words.ts";

const texts = {
  notAsn: "JP dihitung untuk PNS dan PPPK. Data Anda tercatat bukan pegawai ASN, jadi tidak ada rekening JP.",
  head: (from: string, until: string) => `*Rekening JP* ${longDate(from)} sampai ${longDate(until)}`,
  floor: (earned: string, floor: number) => `*${earned} dari ${floor} JP*`,
  missing: (jp: string, left: string) => `Masih kurang *${jp} JP*, ${left}.`,
  met: "Jumlah minimal tahun ini sudah tercapai.",
  ceiling: (earned: string, ceiling: number) => `*${earned} JP*, batas paling banyak ${ceiling} JP`,
  room: (jp: string, left: string) => `Ruang sampai batas: ${jp} JP, ${left}. Ini batas, bukan target: tidak ada jumlah minimal bagi PPPK.`,
  caution:
    "⚠️ Sudah dekat atau pada batas. PP 49/2018 membatasi JP PPPK, sedangkan UU 20/2023 mewajibkan semua ASN terus belajar; aturan yang menyelaraskannya belum ditemukan. Tanyakan BKPSDM sebelum menambah JP.",
  plainEarned: (earned: string) => `*${earned} JP* tercatat tahun ini.`,
  why: {
    cpns: "Status Anda CPNS. Angka 20 JP setahun berlaku bagi PNS; untuk CPNS belum dapat dipastikan.",
    part_time: "Status Anda PPPK paruh waktu. Apakah batas 24 JP berlaku belum dapat dipastikan; tanyakan BKPSDM.",
    no_contract: "Tanggal perjanjian kerja Anda belum ada di data, jadi tahun perjanjian dan batas 24 JP belum dapat dihitung. Minta petugas melengkapinya.",
    contract_over: "Masa perjanjian kerja di data sudah lewat, jadi batas 24 JP belum dapat dihitung. Minta petugas memperbaruinya.",
    contract_ahead: "Perjanjian kerja Anda di data belum mulai, jadi batas 24 JP belum dapat dihitung.",
  },
  none: "Belum ada kegiatan yang diakui.",
  routes: { klasikal: "Klasikal", nonklasikal: "Nonklasikal", pendidikan: "Pendidikan" } satisfies Record<Route, string>,
  route: (name: string, jp: string) => `${name}: ${jp} JP`,
  more: (count: number) => `…dan ${count} kegiatan lain.`,
  waiting: (count: number, jp: string) => `Menunggu pemeriksaan: ${count} kegiatan (${jp} JP, belum dihitung).`,
  basisFloor: "Dasar: PP 11/2017 Pasal 203 ayat (4), paling sedikit 20 JP setahun (naskah 2017; PP 17/2020 mengubah sebagian).",
  basisCeiling: "Dasar: PP 49/2018 Pasal 40 ayat (1), paling lama 24 JP setahun masa perjanjian.",
  conversion: (source: string) => `Konversi: ${source}.`,
};

/** Activities named in one message; the rest is behind a button. */
const shown = 6;

const Input = z.object({ all: z.boolean().optional().catch(undefined) });

export const showJp = capability({
  id: "show_jp",
  about: "Menampilkan JP Anda tahun ini, cara menghitungnya, dan sisa waktunya.",
  command: "jp",
  phrases: ["jp saya", "berapa jp saya", "jp saya sudah berapa", "jp saya kurang berapa", "rekening jp", "lihat jp saya", "cek jp saya", "total jp saya"],
  roles: ["asn"],
  input: Input,

  async handle(context, { all }) {
    const { account, today } = await ownAccount(context);
    // Where no rule applies there is no basis, and nothing stands below.
    const text = [...heading(account, today), ...lines(account, all ? Number.POSITIVE_INFINITY : shown), ...basis(account)].join("\n").trimEnd();
    return { reply: { text, buttons: buttons(account, !all && account.entries.length > shown), data: account } };
  },
});

async function ownAccount({ db, cell, agency, person, now }: Context): Promise<{ account: JpAccount; today: string }> {
  if (!agency || !person) throw new Error("show_jp is for a known person");
  const today = localDate(now, agency.zone);
  const subject = { cell, agencyId: agency.id, personId: person.id };
  const record = await findPerson(db, subject, today);
  const found = record && (await loadAccount(db, subject, record, today));
  if (!found) throw new Fault("not_found", texts.notAsn);
  return { account: found.account, today };
}

function heading(account: JpAccount, today: string): string[] {
  const { frame, earned } = account;
  const head = texts.head(frame.from, Temporal.PlainDate.from(frame.until).subtract({ days: 1 }).toString());
  if (frame.kind === "open") return [head, texts.plainEarned(jpText(earned)), texts.why[frame.why], ""];
  const whole = frame.kind === "floor" ? frame.floor : frame.ceiling;
  const bar = `${progressBar(earned, whole)} ${frame.kind === "floor" ? texts.floor(jpText(earned), whole) : texts.ceiling(jpText(earned), whole)}`;
  if (frame.kind === "floor") return [head, bar, account.needed > 0 ? texts.missing(jpText(account.needed), timeLeft(account, today)) : texts.met, ""];
  const room = texts.room(jpText(account.room ?? 0), timeLeft(account, today));
  return [head, bar, earned >= nearCeiling ? texts.caution : room, ""];
}

function lines(account: JpAccount, most: number): string[] {
  const { entries, byRoute, waiting } = account;
  if (entries.length === 0 && waiting.count === 0) return [texts.none, ""];
  const routes = (Object.keys(texts.routes) as Route[]).filter((it) => byRoute[it] > 0).map((it) => texts.route(texts.routes[it], jpText(byRoute[it])));
  const newest = entries.toReversed().slice(0, most).map(entryLine);
  const rest = entries.length - newest.length;
  return [
    ...(routes.length > 0 ? [routes.join("; ")] : []),
    ...newest,
    ...(rest > 0 ? [texts.more(rest)] : []),
    ...(waiting.count > 0 ? [texts.waiting(waiting.count, jpText(waiting.jp))] : []),
    "",
  ];
}

function basis({ frame, entries }: JpAccount): string[] {
  const sources = [...new Set(entries.flatMap((it) => it.credit.rule?.source ?? []))];
  const rule = frame.kind === "floor" ? [texts.basisFloor] : frame.kind === "ceiling" ? [texts.basisCeiling] : [];
  return [...rule, ...sources.map(texts.conversion)];
}

function buttons({ needed }: JpAccount, more: boolean): Button[] {
  return [
    ...(more ? [{ label: "Semua kegiatan", call: { capability: "show_jp", input: { all: true } } }] : []),
    ...(needed > 0 ? [{ label: "Rencana JP", full: "Rencana menutup kekurangan JP", call: { capability: "plan_jp", input: {} } }] : []),
    { label: "Rekomendasi", full: "Rekomendasi pelatihan", call: { capability: "recommend", input: {} } },
  ];
}
