import { z } from "zod";
import { type Context, capability } from "../../core/capability.ts";
import { cityButtons } from "../../core/city-buttons.ts";
import type { Agency } from "../../core/person.ts";
import { type Button, plain, type Reply } from "../../core/reply.ts";
import { localDate } from "../../core/time.ts";
import { classesOf, type Training, type TrainingClass, trainingByCode, trainingsOf } from "../training/store.ts";
import { bestMeant, matchTopic, namedSo } from "../training/topic.ts";
import { nameOf } from "../training/words.ts";
import { loadAdvice } from "./load-advice.ts";
import { cardText } from "./training-card.ts";

const texts = {
  whichCity: "Pelatihan berbeda di tiap kota. Anda bekerja di kota mana?",
  which: "Pelatihan yang mana?",
  none: (words: string) => `Pelatihan "${words}" belum ada di katalog kota ini. Coba kata lain, atau lihat rekomendasi.`,
  empty: "Katalog pelatihan kota ini masih kosong. Petugas BKPSDM dapat mengisinya.",
  overview: (trainings: number) => `Ada ${trainings} pelatihan di katalog. Sebutkan topik atau namanya, misalnya "pelatihan SPBE". Beberapa di antaranya:`,
  more: (count: number) => `…dan ${count} lagi. Persempit dengan kata lain bila belum ada yang cocok.`,
};

/** Choices in one message. */
const shown = 5;

const Input = z.object({ training: z.string().trim().max(200).optional().describe("Nama, topik, atau kode pelatihan") });

export const showTraining = capability({
  id: "show_training",
  about: "Menampilkan rincian satu pelatihan: isi, JP, jadwal, tempat, kursi, dan biayanya.",
  command: "pelatihan",
  phrases: [
    "info pelatihan",
    "rincian pelatihan",
    "detail pelatihan",
    "kartu pelatihan",
    "katalog pelatihan",
    "pelatihan apa saja",
    "daftar pelatihan yang ada",
  ],
  roles: ["guest", "asn"],
  input: Input,

  async handle(context, { training: words = "" }) {
    const { db, cell, agency } = context;
    if (!agency) return { reply: askCity(context), code: "no_city" };
    const tenant = { cell, agencyId: agency.id };
    const exact = words === "" ? undefined : await trainingByCode(db, tenant, words);
    if (exact) return card(context, agency, exact);
    const all = await trainingsOf(db, tenant);
    if (all.length === 0) return { reply: { text: texts.empty }, code: "none" };
    if (words === "") return { reply: choices(texts.overview(all.length), all) };
    const meant = bestMeant(matchTopic(words, all, new Map())).trainings;
    const named = namedSo(words, meant);
    const found = named.length === 1 ? named : meant;
    const [only, second] = found;
    if (!only) return { reply: { text: texts.none(plain(words)), buttons: [recommendButton] }, code: "none" };
    return second ? { reply: choices(texts.which, found) } : card(context, agency, only);
  },
});

const recommendButton: Button = { label: "Rekomendasi", full: "Rekomendasi pelatihan", call: { capability: "recommend", input: {} } };

async function card(context: Context, agency: Agency, training: Training) {
  const { db, cell, now } = context;
  const advice = await loadAdvice(context, agency);
  const classes = await classesOf(db, { cell, agencyId: agency.id }, training.id, localDate(now, agency.zone));
  const text = cardText({ training, classes, advice, zone: agency.zone, now });
  const own = [
    {
      label: "Kurangi seperti ini",
      full: `Kurangi yang seperti ${training.name}`,
      call: { capability: "prefer", input: { wish: "kurangi", training: training.code } },
    },
    { label: "Rencana JP", call: { capability: "plan_jp", input: {} } },
  ];
  const buttons = [...entryButtons(training, classes), recommendButton, ...(advice.person === null ? [] : own)];
  return { reply: { text, buttons, data: { training, classes } }, remember: { trainingsShown: [training.code] } };
}

/** Into a class that anybody may enter, or onto the list of who would come. */
function entryButtons(training: Training, classes: TrainingClass[]): Button[] {
  const open = classes.filter((it) => it.status === "dibuka");
  const [only, second] = open.filter((it) => it.entry === "terbuka");
  if (only) return [{ label: "Daftar", call: { capability: "enrol", input: second ? { words: training.code } : { class: only.id } } }];
  return open.length === 0 ? [{ label: "Catat minat", call: { capability: "note_interest", input: { training: training.code } } }] : [];
}

function choices(lead: string, trainings: Training[]): Reply {
  const list = trainings.slice(0, shown);
  const rest = trainings.length - list.length;
  const lines = list.map((it, at) => `${at + 1}. ${nameOf(it)}`);
  const buttons = list.map((it, at) => ({ label: `Pilih ${at + 1}`, full: it.name, call: { capability: "show_training", input: { training: it.code } } }));
  return { text: [lead, lines.join("\n"), ...(rest > 0 ? [texts.more(rest)] : [])].join("\n\n"), buttons: [...buttons, recommendButton] };
}

function askCity({ agencies }: Context): Reply {
  return { text: texts.whichCity, buttons: cityButtons(agencies) };
}
