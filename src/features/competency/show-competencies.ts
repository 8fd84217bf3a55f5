import { z } from "zod";
import { keepBlob } from "../../core/blob.ts";
import { type Context, capability, type Outcome } from "../../core/capability.ts";
import { Fault } from "../../core/fault.ts";
import type { Person } from "../../core/person.ts";
import type { Subject } from "../../core/personal-data.ts";
import { type Button, plain, type ReplyFile } from "../../core/reply.ts";
import { localDate } from "../../core/time.ts";
import { type Aim, aimOf } from "./aim-store.ts";
import type { Chart } from "./chart/chart.ts";
import { competencyMeant } from "./dictionary/competency-named.ts";
import { competenciesOf } from "./dictionary/dictionary-store.ts";
import { type GapProfile, gapsOf, standardsMatching } from "./gap/gap.ts";
import { detailLines, gapParagraphs, namesOf, standardLines, standsIn } from "./gap/gap-words.ts";
import { showOne } from "./show-competency.ts";
import { showNamed, showStandard } from "./show-standard.ts";
import { namedBy } from "./standard-match.ts";
import { shortNames } from "./team-list.ts";

const texts = {
  own: (standard: string) => `*Kompetensi Anda* dibanding standar *${plain(standard)}*`,
  target: (standard: string) => `*Kompetensi Anda* untuk jabatan *${plain(standard)}*`,
  bare: "*Kompetensi Anda*",
  notUnderstood: (words: string) => `Saya tidak menemukan jabatan atau kompetensi “${plain(words)}”. Ini kompetensi Anda:`,
  gone: "Standar itu sudah tidak dipakai. Ketik /kompetensi untuk melihat yang sekarang.",
  noData: "Data Anda belum ditemukan. Hubungi petugas BKPSDM.",
  assess: { label: "Isi asesmen", full: "Isi asesmen mandiri" },
  recommend: { label: "Rekomendasi", full: "Rekomendasi pelatihan" },
  need: { label: "Usulkan kebutuhan", full: "Usulkan kebutuhan pelatihan" },
  detail: { label: "Rincian", full: "Rincian tiap kompetensi" },
  aim: (title: string) => ({ label: "Jabatan tujuan", full: `Bandingkan: ${title}` }),
  besides: (position: string) => `Bandingkan: ${position}`,
  makeAim: { label: "Jadikan tujuan", full: "Jadikan jabatan tujuan saya" },
  ownAgain: { label: "Jabatan sekarang", full: "Bandingkan jabatan sekarang" },
  pictureTitle: "Kompetensi Anda",
  pictureAgainst: (standard: string) => `Dibanding standar ${standard}`,
  pictureOwn: "Standar setelan kota, bukan ketentuan",
  caption: (standard: string, fits: number, grow: string, unknown: number) =>
    [`Dibanding ${standard}: ${fits} memenuhi`, grow === "" ? "" : `perlu dikuatkan ${grow}`, unknown > 0 ? `${unknown} belum diketahui` : ""]
      .filter(Boolean)
      .join("; "),
};

/** Words around a question that name no position: "kurang di mana ya". */
const filling =
  /^(?:saya|sy|ku|kurang|apa|apanya|aja|saja|di|dimana|mana|yang|yg|masih|belum|nya|ya|yah|sih|dong|pak|bu|gimana|bagaimana|lihat|tampilkan|sekarang|kini|[?.,!\s])+$/i;

export const showCompetencies = capability({
  id: "show_competencies",
  about: "Menunjukkan kompetensi Anda dibanding yang diminta jabatan, dan langkah berikutnya.",
  command: "kompetensi",
  phrases: ["kompetensi saya", "gap kompetensi saya", "kesenjangan kompetensi saya"],
  roles: ["guest", "asn"],
  input: z.object({
    words: z.string().trim().max(120).optional().describe("Nama jabatan atau satu kompetensi, misalnya kepala seksi atau komunikasi"),
    target: z.string().max(80).optional().describe("Id standar jabatan lain untuk dibandingkan"),
    detail: z.boolean().optional(),
    /** The position was asked for, and the words may be its name or anything else. */
    asked: z.boolean().optional(),
  }),

  async handle(context, { words = "", target, detail, asked: awaited }) {
    const asked = filling.test(words) ? "" : words;
    const { person } = context;
    if (!person && awaited) return showNamed(context, words);
    if (!person) return showStandard(context, target === undefined ? { words: asked } : { standard: target });
    const subject = { cell: context.cell, agencyId: person.agency.id, personId: person.id };
    if (asked === "") return own(context, subject, { target, detail });
    const found = await standardsMatching(context.db, subject, asked);
    const competency = competencyMeant(asked, await competenciesOf(context.db, subject), found);
    if (competency) return showOne(context, subject, competency);
    const [standard, ...others] = found;
    if (!standard) return own(context, subject, { lead: texts.notUnderstood(asked) });
    const lead = namedBy(asked, standard.title) ? "" : standsIn(asked, standard.title);
    return own(context, subject, { target: standard.id, others, lead });
  },
});

interface Wanted {
  target?: string | undefined;
  detail?: boolean | undefined;
  lead?: string;
  /** Other standards that may have been meant. */
  others?: { id: string; title: string }[];
}

async function own(context: Context, subject: Subject, { target, detail, lead, others = [] }: Wanted): Promise<Outcome> {
  const { db, now, person } = context;
  const day = localDate(now, (person as Person).agency.zone);
  const profile = await gapsOf(db, subject, { day, target });
  if (!profile) throw new Fault("not_found", texts.noData);
  if (target !== undefined && !profile.standard) throw new Fault("not_found", texts.gone, { target });
  const dictionary = new Map((await competenciesOf(db, subject)).map((it) => [it.id, it]));
  const aim = await aimOf(db, subject);
  const body = detail ? [detailLines(profile).join("\n")] : profile.standard ? gapParagraphs(profile, dictionary) : [];
  const files = detail ? [] : await pictures(context, profile);
  const text = [lead ?? "", headline(profile, target), ...body, ...standardLines(profile)].filter(Boolean).join("\n\n");
  const buttons = [...buttonsOf(profile, aim, target, detail), ...others.slice(0, 2).map(otherButton)];
  return { reply: { text, buttons, ...(files.length > 0 && { files }), data: profile }, code: profile.standard ? "shown" : "no_standard" };
}

function headline({ standard }: GapProfile, target: string | undefined): string {
  if (!standard) return texts.bare;
  return target === undefined ? texts.own(standard.title) : texts.target(standard.title);
}

const otherButton = ({ id, title }: { id: string; title: string }): Button => ({
  label: shortNames([title])[0] ?? "",
  full: title,
  call: { capability: "show_competencies", input: { target: id } },
});

function buttonsOf({ items, standard, beside }: GapProfile, aim: Aim | undefined, target: string | undefined, detail: boolean | undefined): Button[] {
  const at = target === undefined ? {} : { target };
  const unknown = items.some((it) => it.held === null) || !standard;
  const gaps = items.some((it) => it.gap > 0);
  const elsewhere = aim && aim.standardId !== (target ?? standard?.id);
  return [
    ...(unknown ? [{ ...texts.assess, call: { capability: "assess", input: {} } }] : []),
    ...(gaps ? [{ ...texts.recommend, call: { capability: "recommend", input: target === undefined ? {} : { standard: target } } }] : []),
    ...(gaps && target === undefined ? [{ ...texts.need, call: { capability: "propose_need", input: {} } }] : []),
    ...(items.length > 0 && !detail ? [{ ...texts.detail, call: { capability: "show_competencies", input: { ...at, detail: true } } }] : []),
    ...(target !== undefined ? [{ ...texts.ownAgain, call: { capability: "show_competencies", input: {} } }] : []),
    ...(target !== undefined && aim?.standardId !== target ? [{ ...texts.makeAim, call: { capability: "aim_position", input: { standard: target } } }] : []),
    ...(target === undefined ? beside.slice(0, 2) : []).map((it) => ({
      label: shortNames([it.position])[0] ?? "",
      full: texts.besides(it.position),
      call: { capability: "show_competencies", input: { target: it.standard } },
    })),
    ...(elsewhere ? [{ ...texts.aim(aim.title), call: { capability: "show_competencies", input: { target: aim.standardId } } }] : []),
  ];
}

/** The picture for a talk; none where nothing is known yet, and none on the command line, where there is nobody to keep it for. */
async function pictures({ db, cell, now, conversation }: Context, profile: GapProfile): Promise<ReplyFile[]> {
  const { standard, items } = profile;
  if (conversation === null || !standard || items.every((it) => it.held === null)) return [];
  const { chartPng } = await import("./chart/picture.ts");
  const file = await keepBlob(db, cell, { conversation, name: "kompetensi.png", mime: "image/png", bytes: await chartPng(chartOf(profile, standard)) }, now);
  return [{ ...file, caption: captionOf(profile, standard.title) }];
}

const chartOf = ({ items }: GapProfile, { title, official }: NonNullable<GapProfile["standard"]>): Chart => ({
  title: texts.pictureTitle,
  subtitle: [texts.pictureAgainst(title), ...(official ? [] : [texts.pictureOwn])],
  rows: items.map(({ competency, required, held, official: tested }) => ({ name: competency.name, required, held, official: tested })),
});

/** What the picture says, for who does not see it; at most 200 characters. */
function captionOf({ items }: GapProfile, title: string): string {
  const known = items.filter((it) => it.held !== null);
  const grow = known.filter((it) => it.gap > 0);
  for (let most = 3; ; most--) {
    const words = texts.caption(title, known.length - grow.length, most < 1 ? String(grow.length) : namesOf(grow, most), items.length - known.length);
    const caption = `${words}.`;
    if (caption.length <= 200 || most < 0) return [...caption].slice(0, 200).join("");
  }
}
