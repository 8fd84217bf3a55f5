import { type Context, capability } from "../../../core/capability.ts";
import { cityButtons } from "../../../core/city-buttons.ts";
import { type Button, plain, type Reply } from "../../../core/reply.ts";
import { modeNames } from "../../training/words.ts";
import { recommendation, whyThisOrder } from "./recommend-reply.ts";
import { adviceOn, type Found, Input } from "./recommend-request.ts";
import { rank } from "./score.ts";

const texts = {
  whichCity: "Pelatihan berbeda di tiap kota. Anda bekerja di kota mana?",
  none: "Belum ada kelas terbuka yang dapat disarankan untuk saat ini.",
  empty:
    "Katalog pelatihan kota ini belum diisi, jadi belum ada yang dapat saya sarankan, apa pun topiknya. Yang sudah dapat dilihat: kompetensi yang diminta suatu jabatan. Jadwal dapat ditanyakan kepada petugas.",
  position: { label: "Kompetensi jabatan", full: "Kompetensi yang diminta jabatan" },
  askOfficer: (topic: string) => (topic === "" ? "Pelatihan apa yang akan dibuka?" : `Adakah pelatihan tentang ${topic} yang akan dibuka?`),
  askPolicy: "Apa hak ASN atas pengembangan kompetensi?",
  otherwise: (topic: string, mode: string, count: number) =>
    `Tidak ada kelas ${mode} yang terbuka${topic === "" ? " untuk Anda" : ` tentang "${topic}"`}, padahal Anda meminta hanya yang ${mode}. Dengan cara belajar lain ada ${count}.`,
  anyMode: "Semua cara belajar",
  noTopic: (topic: string) => `Belum ada kelas terbuka tentang "${topic}". Coba kata lain, atau lihat saran tanpa topik.`,
};

export const recommend = capability({
  id: "recommend",
  about: "Menyarankan pelatihan yang paling berguna bagi Anda, dengan alasannya.",
  command: "rekomendasi",
  phrases: [
    "rekomendasi pelatihan",
    "rekomendasikan pelatihan",
    "rekomendasi",
    "saran pelatihan",
    "sarankan pelatihan",
    "pelatihan apa yang cocok",
    "carikan pelatihan",
  ],
  roles: ["guest", "asn"],
  input: Input,

  async handle(context, input) {
    const { agency } = context;
    if (!agency) return { reply: askCity(context), code: "no_city" };
    const found = await adviceOn(context, agency, input);
    if (found.ranked.length === 0) return { reply: nothing(found), code: "none" };
    const reply = input.why ? whyThisOrder(found) : recommendation(found);
    const shown = found.ranked.slice(input.from ?? 0, (input.from ?? 0) + 3).map((it) => it.candidate.training.code);
    return { reply, remember: { trainingsShown: shown } };
  },
});

function askCity({ agencies }: Context): Reply {
  return { text: texts.whichCity, buttons: cityButtons(agencies) };
}

/** What the position named, or one's own, asks for; of a guest who named none it is asked. */
const positionButton = (title: string): Button => ({
  ...texts.position,
  call: { capability: "show_competencies", input: title === "" ? {} : { words: title } },
});

/** What to do when nothing can be advised; another word helps only where there is a catalogue to look in. */
function nothing({ request: { topic, input }, advice, pool }: Found): Reply {
  const officer = { label: "Tanya petugas", call: { capability: "ask_officer", input: { question: texts.askOfficer(topic) } } };
  const policy = { label: "Tanya aturan", full: texts.askPolicy, call: { capability: "ask_policy", input: { question: texts.askPolicy } } };
  if (advice.trainings.length === 0) return { text: texts.empty, buttons: [positionButton(advice.standard ?? ""), officer, policy] };
  const { wishes } = advice.situation;
  const others = wishes.mode === null ? 0 : rank(pool, { ...advice.situation, wishes: { ...wishes, mode: null } }).length;
  if (wishes.mode !== null && others > 0) {
    const all = { label: texts.anyMode, call: { capability: "recommend", input: { ...input, mode: "semua", from: 0 } } };
    return { text: texts.otherwise(plain(topic), modeNames[wishes.mode], others), buttons: [all, officer] };
  }
  const general = { label: "Tanpa topik", full: "Saran tanpa topik", call: { capability: "recommend", input: {} } };
  return topic === "" ? { text: texts.none, buttons: [officer] } : { text: texts.noTopic(plain(topic)), buttons: [general, officer] };
}
