import { type Button, plain, type Reply } from "../../../core/reply.ts";
import { modeNames, nameOf } from "../../training/words.ts";
import type { Candidate } from "./candidate.ts";
import { whatWouldRaise } from "./counterfactual.ts";
import { because, cautions, pointsLine } from "./explain.ts";
import { factsLine } from "./learning-words.ts";
import type { Found, RecommendInput } from "./recommend-request.ts";
import type { Ranked } from "./score.ts";

const texts = {
  own: (standard: string) => `Saran untuk Anda, menurut standar jabatan *${standard}*:`,
  ownNoStandard: "Jabatan Anda belum punya standar kompetensi, jadi saran ini menurut JP dan minat saja:",
  unassessed: (standard: string) => `Level kompetensi Anda belum dinilai, jadi urutan ini baru menurut jabatan *${standard}*:`,
  noGap: (standard: string) => `Menurut data, tidak ada kesenjangan terhadap jabatan *${standard}*. Kelas yang terbuka:`,
  guestStandard: (standard: string) => `Saya belum mengenal Anda. Menurut jabatan *${standard}* saja:`,
  guestTopic: (topic: string) => `Saya belum mengenal Anda. Menurut topik *${topic}* saja:`,
  guest: 'Saya belum mengenal Anda, jadi belum tahu kebutuhan Anda. Sebutkan jabatan atau minat, misalnya "rekomendasi lurah". Kelas terbuka terdekat:',
  topic: (topic: string) => `Kelas terbuka tentang *${topic}*, yang paling berguna bagi Anda dulu:`,
  next: (first: number, last: number) => (first === last ? `Saran berikutnya, urutan ${first}:` : `Saran berikutnya, urutan ${first} sampai ${last}:`),
  only: (limits: string) => `, hanya ${limits}:`,
  free: "tanpa biaya peserta",
  local: "dalam kota (atau daring)",
  raise: (place: number, how: string) => `No. ${place} akan menjadi yang pertama ${how}.`,
  clash: (count: number) => `${count} kelas tidak ditampilkan karena berbenturan dengan cuti Anda.`,
  appointed: (names: string) => `Pesertanya dipanggil atau ditunjuk, bukan mendaftar: ${names}.`,
  whyHead: "*Mengapa urutannya begini*",
  points: (line: string) => `Poin: ${line}.`,
  stays: "Tidak ada satu perubahan yang membuatnya menjadi yang pertama.",
  tool: "Poin ini alat bantu, bukan ketentuan. Bila keberatan, petugas dapat memeriksanya.",
  objection: "Keberatan atas urutan rekomendasi pelatihan",
  end: "Itu semua yang dapat disarankan.",
};

/** Trainings in one message. */
const shown = 3;
/** Letters that a button shows whole on a narrow telephone. */
const buttonMost = 40;

/** One of a page: `place` in the whole order counted from 0, `number` as it stands in the message, which is the one that people type. */
interface Shown {
  it: Ranked;
  place: number;
  number: number;
}

const pageOf = ({ ranked }: Found, { from = 0 }: RecommendInput): Shown[] =>
  ranked.slice(from, from + shown).map((it, at) => ({ it, place: from + at, number: at + 1 }));

/** The next three, each with its reason. */
export function recommendation(found: Found): Reply {
  const { advice, request } = found;
  const page = pageOf(found, request.input);
  if (page.length === 0) return { text: texts.end, buttons: [again("Dari awal", { ...request.input, from: 0 })] };
  const items = page.map(({ it, number }) =>
    [`${number}. ${nameOf(it.candidate.training)}`, factsLine(it.candidate, advice.agency.zone), because(it, advice), ...cautions(it.candidate, advice)].join(
      "\n",
    ),
  );
  const second = page.find((it) => it.place === 1);
  const how = second && whatWouldRaise(1, found.ranked, found.pool, advice.gaps, advice.situation);
  const notes = [...(how ? [texts.raise(2, how)] : []), ...(request.input.from ? [] : beside(found))];
  const text = [heading(found), ...items, ...(notes.length > 0 ? [notes.join("\n")] : [])].join("\n\n");
  return {
    text,
    buttons: buttons(found, page),
    data: page.map(({ it }) => ({ training: it.candidate.training.code, class: it.candidate.class.code, score: it.score })),
  };
}

function heading(found: Found): string {
  const { from = 0 } = found.request.input;
  if (from > 0) return texts.next(from + 1, Math.min(from + shown, found.ranked.length));
  const { mode, free, local } = found.advice.situation.wishes;
  const limits = [...(mode === null ? [] : [modeNames[mode]]), ...(free ? [texts.free] : []), ...(local ? [texts.local] : [])];
  return limits.length === 0 ? lead(found) : lead(found).replace(/:$/, texts.only(limits.join(", ")));
}

function lead({ advice, request }: Found): string {
  const topic = plain(request.topic);
  const standard = plain(advice.standard ?? "");
  if (advice.person === null) return request.bySubject ? texts.guestTopic(topic) : advice.standard ? texts.guestStandard(standard) : texts.guest;
  if (request.bySubject) return texts.topic(topic);
  if (advice.standard === null) return texts.ownNoStandard;
  if (advice.gaps.every((it) => it.held === null)) return texts.unassessed(standard);
  return advice.steps.length === 0 ? texts.noGap(standard) : texts.own(standard);
}

/** What is not in the list, and why. */
function beside({ advice }: Found): string[] {
  const fitting = [...new Map(advice.appointed.filter((it) => it.gap > 0).map((it) => [it.training.id, it.training])).values()];
  return [
    ...(advice.leftOut.clash > 0 ? [texts.clash(advice.leftOut.clash)] : []),
    ...(fitting.length > 0 ? [texts.appointed(fitting.slice(0, 2).map(nameOf).join(", "))] : []),
  ];
}

const again = (label: string, input: RecommendInput): Button => ({ label, call: { capability: "recommend", input: { ...input } } });

function buttons(found: Found, page: Shown[]): Button[] {
  const { advice, request, ranked } = found;
  const { input } = request;
  const next = (input.from ?? 0) + shown;
  const unassessed = advice.person !== null && advice.gaps.length > 0 && advice.gaps.every((it) => it.held === null);
  return [
    ...page.map(({ it, number }) => cardButton(it.candidate, number)),
    ...(next < ranked.length ? [again("Lainnya", { ...input, from: next })] : []),
    again("Mengapa urutannya?", { ...input, why: true }),
    ...(unassessed ? [{ label: "Isi asesmen", call: { capability: "assess", input: {} } }] : []),
    ...(advice.situation.wishes.mode === null ? [onlineOnly(found)] : [again("Semua cara belajar", { ...input, mode: "semua", from: 0 })]),
    ...(advice.person === null ? [{ label: "Tautkan data saya", call: { capability: "link_chat", input: {} } }] : []),
  ];
}

/** Whom we know it is remembered for; a guest's holds for this list. */
const onlineOnly = ({ advice, request: { input } }: Found): Button =>
  advice.person === null
    ? again("Daring saja", { ...input, mode: "daring", from: 0 })
    : { label: "Daring saja", call: { capability: "prefer", input: { wish: "daring saja" } } };

const cardButton = ({ training }: Candidate, number: number): Button => ({
  label: `Lihat ${number}`,
  full: short(training.name),
  call: { capability: "show_training", input: { training: training.code } },
});

/** The title stands whole in the list above: a button that no telephone shows whole would bring all choices as a second list (Telegram). */
function short(title: string): string {
  const letters = [...title];
  return letters.length <= buttonMost
    ? title
    : `${letters
        .slice(0, buttonMost - 1)
        .join("")
        .replace(/\s+\S*$/, "")}…`;
}

/** The same three with their points, what would change their place, and a way to object (V-07). */
export function whyThisOrder(found: Found): Reply {
  const { advice, request } = found;
  const page = pageOf(found, request.input);
  const items = page.map(({ it, place, number }) => {
    const how = place === 0 ? null : whatWouldRaise(place, found.ranked, found.pool, advice.gaps, advice.situation);
    const change = place === 0 ? [] : [how === null ? texts.stays : texts.raise(number, how)];
    return [`${number}. ${nameOf(it.candidate.training)}`, because(it, advice), texts.points(pointsLine(it.score)), ...change].join("\n");
  });
  const less = page.map(({ it, number }) => ({
    label: `Kurangi no. ${number}`,
    full: `Kurangi yang seperti ${it.candidate.training.name}`,
    call: { capability: "prefer", input: { wish: "kurangi", training: it.candidate.training.code } },
  }));
  const objection = { label: "Ajukan keberatan", call: { capability: "ask_officer", input: { question: texts.objection, outcome: "contested" } } };
  const own = advice.person === null ? [] : [...less, objection];
  const { why: _, ...input } = request.input;
  return { text: [texts.whyHead, ...items, texts.tool].join("\n\n"), buttons: [again("Kembali ke saran", input), ...own] };
}
