import { z } from "zod";
import { capability } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import type { Button, Reply } from "../../../core/reply.ts";
import { longDate } from "../../../core/time.ts";
import type { JpAccount } from "../jp/jp-account.ts";
import { nearCeiling } from "../jp/jp-frame.ts";
import { jpText, timeLeft } from "../jp/jp-words.ts";
import { type Advice, loadAdvice } from "../load-advice.ts";
import { ownProblem } from "./own-problem.ts";
import { planText, type Wider } from "./plan-words.ts";
import { solve, solveOfSize } from "./solve.ts";

const texts = {
  notAsn: "Rencana JP dibuat untuk PNS dan PPPK. Data Anda tercatat bukan pegawai ASN.",
  met: (earned: string, floor: number) =>
    `JP Anda ${earned}, jadi jumlah minimal ${floor} JP tahun ini sudah tercapai. Untuk kesenjangan kompetensi, lihat rekomendasi.`,
  noFloor:
    "Bagi PPPK tidak ada jumlah minimal JP yang harus dikejar; PP 49/2018 hanya memberi batas 24 JP setahun perjanjian. Bila tetap ingin merencanakan, sebut jumlahnya, misalnya /rencana 8.",
  open: "Jumlah JP yang harus dicapai menurut status Anda belum dapat dipastikan. Bila ingin merencanakan, sebut jumlahnya, misalnya /rencana 8.",
  tooMuch: "Sebut jumlah JP antara 1 dan 200, misalnya /rencana 8.",
  none: (until: string) =>
    `Belum ada kelas terbuka yang selesai sebelum ${until} dan dapat Anda ikuti. Sampaikan kebutuhan ini kepada pengelola kepegawaian unit Anda.`,
  near: (jp: string) => `⚠️ Dengan rencana ini JP Anda tahun perjanjian ini menjadi ${jp}; batasnya 24 (PP 49/2018 Pasal 40).`,
  noRoom: (earned: string) =>
    `JP Anda tahun perjanjian ini sudah ${earned}, padahal batas bagi PPPK 24 JP (PP 49/2018 Pasal 40). Karena itu saya tidak menyusun rencana tambahan; bila tetap perlu, tanyakan BKPSDM lebih dulu.`,
  beyond: (asked: string, room: string, earned: string) =>
    `⚠️ Anda meminta ${asked} JP, padahal sampai batas 24 JP setahun perjanjian (PP 49/2018 Pasal 40) tinggal ${room} JP: JP Anda sudah ${earned}. Saya hanya merencanakan sampai batas itu.`,
  noneInRoom: (room: string) =>
    `Tidak ada kelas terbuka yang muat: sampai batas 24 JP setahun perjanjian (PP 49/2018 Pasal 40) tinggal ${room} JP. Bila tetap perlu kelas yang lebih besar, tanyakan BKPSDM lebih dulu.`,
};

/** Places looked at for what one class more would bring: it is an offer, and waits for nobody. */
const widerPlaces = 50_000;

const Input = z.object({
  target: z
    .union([z.number(), z.string().max(100)])
    .optional()
    .describe("JP yang ingin ditambah; kosong = kekurangan dari jumlah minimal"),
});

export const planJp = capability({
  id: "plan_jp",
  about: "Menyusun kelas paling sedikit yang menutup kekurangan JP dan kesenjangan Anda.",
  command: "rencana",
  phrases: ["rencana jp", "susun rencana jp", "rencanakan jp", "rencana belajar saya", "cara menutup jp saya", "kejar jp"],
  roles: ["asn"],
  input: Input,

  async handle(context, { target }) {
    const { agency, now } = context;
    if (!agency) throw new Error("plan_jp is for a known person");
    const advice = await loadAdvice(context, agency);
    const { account } = advice;
    if (!account || !advice.person) throw new Fault("not_found", texts.notAsn);
    const asked = targetOf(target);
    const { room } = account;
    const need = Math.min(asked ?? account.needed, room ?? Number.POSITIVE_INFINITY);
    if (asked !== null && room === 0) return { reply: withButtons({ text: texts.noRoom(jpText(account.earned)) }), code: "none" };
    const beyond = asked !== null && room !== null && asked > room ? texts.beyond(jpText(asked), jpText(room), jpText(account.earned)) : null;
    if (need === 0) return { reply: withButtons({ text: nothingNeeded(account) }) };
    const { problem, candidates } = ownProblem(advice, need, account.frame.until, now);
    const plan = solve(problem);
    const chosen = plan.items.flatMap((it) => candidates.get(it.id) ?? []);
    if (chosen.length === 0) {
      const why = room !== null && problem.items.length > 0 ? texts.noneInRoom(jpText(room)) : texts.none(lastDay(account));
      return { reply: withButtons({ text: [...(beyond ? [beyond] : []), why].join("\n\n") }), code: "none" };
    }
    const more = solveOfSize(problem, plan.items.length + 1, widerPlaces);
    const wider: Wider | null =
      more?.proven && plan.worth.jp >= problem.need && more.worth.gap > plan.worth.gap
        ? { chosen: more.items.flatMap((it) => candidates.get(it.id) ?? []) }
        : null;
    const until = lastDayOf(account);
    const text = planText({ advice, account, need, plan, chosen, wider, until, head: headOf(account, advice.today), caution: cautionOf(account, plan.jp) });
    return {
      reply: withButtons(
        {
          text: [...(beyond ? [beyond] : []), text].join("\n\n"),
          data: { need, proven: plan.proven, worth: plan.worth, classes: chosen.map((it) => it.class.code) },
        },
        chosen.map((it) => it.training),
      ),
    };
  },
});

function targetOf(target: number | string | undefined): number | null {
  if (target === undefined) return null;
  const said = typeof target === "number" ? target : Number(/\d+(?:[.,]\d+)?/.exec(target)?.[0]?.replace(",", ".") ?? Number.NaN);
  if (Number.isNaN(said)) return null;
  if (said < 1 || said > 200) throw new Fault("bad_input", texts.tooMuch);
  return said;
}

function nothingNeeded({ frame, earned }: JpAccount): string {
  if (frame.kind === "floor") return texts.met(jpText(earned), frame.floor);
  return frame.kind === "ceiling" || frame.why.startsWith("contract") || frame.why === "no_contract" ? texts.noFloor : texts.open;
}

/** ISO date of the last day of the year of account. */
const lastDayOf = ({ frame }: JpAccount): string => Temporal.PlainDate.from(frame.until).subtract({ days: 1 }).toString();

const lastDay = (account: JpAccount): string => longDate(lastDayOf(account));

const headOf = (account: JpAccount, today: string): string => `sampai ${lastDay(account)} (${timeLeft(account, today)})`;

function cautionOf({ frame, earned }: JpAccount, hundredthsOfJp: number): string | null {
  const after = Math.round(earned * 100 + hundredthsOfJp) / 100;
  return frame.kind === "ceiling" && after >= nearCeiling ? texts.near(jpText(after)) : null;
}

function withButtons(reply: Reply, trainings: Advice["trainings"] = []): Reply {
  const cards: Button[] = trainings.slice(0, 5).map((it, at) => ({
    label: `Lihat ${at + 1}`,
    full: it.name,
    call: { capability: "show_training", input: { training: it.code } },
  }));
  const account = { label: "Rekening JP", call: { capability: "show_jp", input: {} } };
  const advice = { label: "Rekomendasi", full: "Rekomendasi pelatihan", call: { capability: "recommend", input: {} } };
  return { ...reply, buttons: [...cards, account, advice] };
}
