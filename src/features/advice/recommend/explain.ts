import { plain } from "../../../core/reply.ts";
import type { Quality } from "../../feedback/measure/quality.ts";
import { jpText } from "../jp/jp-words.ts";
import type { Advice } from "../load-advice.ts";
import type { Candidate } from "./candidate.ts";
import type { Gap } from "./gap-steps.ts";
import type { Ranked, Score } from "./score.ts";

const texts = {
  known: (name: string, held: number, required: number) => `${name} Anda di level ${held} dan jabatan meminta ${required}`,
  unknown: (name: string, required: number) => `jabatan meminta ${name} level ${required}; level Anda belum dinilai`,
  aimed: (name: string, required: number) => `jabatan tujuan Anda meminta ${name} level ${required}`,
  guest: (name: string, required: number) => `jabatan ini meminta ${name} level ${required}`,
  also: (names: string) => `juga ${names}`,
  jp: (jp: string, needed: string) => `menambah ${jp} dari ${needed} JP yang masih kurang`,
  interest: "sesuai dengan yang Anda cari",
  soon: "kelas terbuka yang paling dekat waktunya",
  liked: (answered: number) => `dinilai baik oleh ${answered} peserta`,
  applies: (share: string, answered: number) => `${share} dari ${answered} peserta yang menjawab menerapkannya di pekerjaan`,
  weak: (share: string, answered: number) => `Menurut peserta sebelumnya, baru ${share} dari ${answered} yang menjawab menerapkannya di pekerjaan.`,
  weakLiked: (answered: number) => `Penilaian ${answered} peserta sebelumnya di bawah rata-rata pelatihan kota.`,
  because: (reasons: string) => `Karena ${reasons}.`,
  unsure: (reasons: string) => `Kesesuaian belum dapat dipastikan, diperiksa petugas: ${reasons}.`,
  over: (jp: string) => `⚠️ Bila diikuti, JP Anda tahun perjanjian ini menjadi ${jp}, melewati batas 24.`,
  near: (jp: string) => `⚠️ Bila diikuti, JP Anda tahun perjanjian ini menjadi ${jp}; batasnya 24.`,
};

/** Competencies in which a candidate closes something, the most valuable first. */
export function gapsClosed({ steps }: Candidate, advice: Pick<Advice, "gaps" | "steps">): Gap[] {
  const worth = new Map<string, number>();
  const key = (competency: string, aimed: boolean) => `${competency} ${aimed}`;
  for (const at of steps) {
    const it = advice.steps[at];
    if (it) worth.set(key(it.competency, it.aimed), (worth.get(key(it.competency, it.aimed)) ?? 0) + it.value);
  }
  const worthOf = (it: Gap) => worth.get(key(it.competency.id, it.aimed !== undefined)) ?? 0;
  return advice.gaps.filter((it) => worthOf(it) > 0).sort((a, b) => worthOf(b) - worthOf(a));
}

/** One sentence: why this one. */
export function because({ candidate, score }: Ranked, advice: Advice): string {
  const [first, ...others] = gapsClosed(candidate, advice);
  const reasons: string[] = [];
  if (first) reasons.push(gapReason(first, advice.person === null));
  if (others.length > 0)
    reasons.push(
      texts.also(
        others
          .slice(0, 2)
          .map((it) => plain(it.competency.name))
          .join(" dan "),
      ),
    );
  if (!first && score.jp > 0) reasons.push(texts.jp(jpText(Math.min(candidate.jp, advice.situation.jpNeeded)), jpText(advice.situation.jpNeeded)));
  if (score.interest > 0 && !first) reasons.push(texts.interest);
  if (score.quality >= told) reasons.push(...praise(advice.quality.get(candidate.training.id)));
  return texts.because(reasons.length > 0 ? reasons.join("; ") : texts.soon);
}

function gapReason({ competency, held, required, aimed }: Gap, guest: boolean): string {
  const name = plain(competency.name);
  if (aimed) return texts.aimed(name, required);
  if (guest) return texts.guest(name, required);
  return held === null ? texts.unknown(name, required) : texts.known(name, held, required);
}

/** Points of feedback, thousandths, from which on they are said: as in `pointsLine`. */
const told = 50;
const percent = (share: number): string => `${Math.round(100 * share)}%`;

/** What speaks for a training that is marked above the city's others. */
function praise(quality: Quality | undefined): string[] {
  if (!quality) return [];
  const { applied, liked } = quality;
  return [...(liked > 0 ? [texts.liked(liked)] : []), ...(applied && applied.share >= 0.5 ? [texts.applies(percent(applied.share), applied.answered)] : [])];
}

/** What has to be said of one that is marked below them. */
function weakness(quality: Quality | undefined): string[] {
  if (!quality || quality.mark - 0.5 > -told / 1_000) return [];
  const { applied, liked } = quality;
  if (applied && applied.share < 0.5) return [texts.weak(percent(applied.share), applied.answered)];
  return liked > 0 ? [texts.weakLiked(liked)] : [];
}

/** What has to be said beside: what only an officer can tell, what former participants lacked, and a ceiling that comes near. */
export function cautions({ jp, eligibility, training }: Candidate, { account, quality }: Pick<Advice, "account" | "quality">): string[] {
  const unsure = [
    ...(eligibility.verdict === "belum_pasti" ? [texts.unsure(eligibility.reasons.map(plain).join("; "))] : []),
    ...weakness(quality.get(training.id)),
  ];
  if (account?.frame.kind !== "ceiling") return unsure;
  const after = account.earned + jp;
  const text = jpText(Math.round(after * 100) / 100);
  return [...unsure, ...(after > account.frame.ceiling ? [texts.over(text)] : after >= 20 ? [texts.near(text)] : [])];
}

const points = (milli: number): string => `${milli > 0 ? "+" : "−"}${(Math.abs(milli) / 1_000).toFixed(1).replace(".", ",")}`;

const parts: [keyof Score, string, 1 | -1][] = [
  ["gap", "kesenjangan", 1],
  ["jp", "JP yang kurang", 1],
  ["interest", "minat", 1],
  ["quality", "penilaian peserta", 1],
  ["cost", "biaya", -1],
  ["travel", "perjalanan", -1],
  ["less", "mirip yang ingin Anda kurangi", -1],
];

/** `kesenjangan +3,0; JP yang kurang +0,4; biaya −0,1` */
export const pointsLine = (score: Score): string =>
  parts
    .filter(([key]) => Math.abs(score[key]) >= 50)
    .map(([key, name, sign]) => `${name} ${points(sign * score[key])}`)
    .join("; ") || "belum ada poin";
