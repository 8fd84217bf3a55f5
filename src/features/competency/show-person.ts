import { z } from "zod";
import { type Context, capability, type Outcome } from "../../core/capability.ts";
import { Fault } from "../../core/fault.ts";
import type { Person } from "../../core/person.ts";
import { plain } from "../../core/reply.ts";
import { localDate } from "../../core/time.ts";
import { findPeople } from "../people/find-people.ts";
import { type Brief, findPerson, type Tenant } from "../people/person-store.ts";
import { competenciesOf } from "./dictionary/dictionary-store.ts";
import { gapProfiles } from "./gap/gap.ts";
import { gapParagraphs, standardLines } from "./gap/gap-words.ts";
import { onlyJp, othersRefused, peopleButtons, staffJp } from "./team-list.ts";

const texts = {
  ask: "Kompetensi siapa yang ingin dilihat? Tulis nama pegawainya.",
  none: (words: string) => `Tidak ada pegawai kota ini yang bernama “${plain(words)}”. Tulis nama lainnya, atau sebagian saja.`,
  which: (words: string) => `Ada beberapa pegawai yang cocok dengan “${plain(words)}”. Yang mana?`,
  gone: "Pegawai itu tidak ada dalam data kota Anda.",
  person: (name: string, position: string) => `*${plain(name)}*\n${plain(position)}`,
  note: "Asesmen diri pegawai tidak dihitung di sini. Setiap kali dilihat, dicatat, dan pegawai itu dapat mengetahuinya.",
  jp: { label: "JP", full: "JP tahun ini" },
  other: { label: "Pegawai lain", full: "Lihat pegawai lain", call: { capability: "show_person", input: {} } },
};

const awaits = { capability: "show_person", input: {}, field: "name" };

/** `show_person`: an officer looks at somebody's competencies, as their own leader does with `show_team`. Each look is kept. */
export const showPerson = capability({
  id: "show_person",
  about: "Menunjukkan kompetensi seorang pegawai dan yang perlu dikuatkan.",
  command: "pegawai",
  phrases: ["kompetensi pegawai", "lihat kompetensi pegawai"],
  roles: ["officer"],
  refusal: othersRefused,
  input: z.object({
    name: z.string().trim().max(80).optional().describe("Nama pegawai"),
    person: z.number().int().positive().optional(),
    after: z.number().int().min(0).default(0),
    /** What of them; absent = the competencies. */
    part: z.enum(["jp"]).optional(),
  }),

  async handle(context, { name = "", person, after, part }) {
    if (part === "jp") return onlyJp(name);
    const { agency } = context.person as Person;
    const city = { cell: context.cell, agencyId: agency.id };
    const day = localDate(context.now, agency.zone);
    if (person !== undefined) return one(context, city, person, day);
    if (name === "") return { reply: { text: texts.ask }, awaits, code: "asked_name" };
    const people = await findPeople(context.db, city, name, day);
    const [only, ...others] = people;
    if (!only) return { reply: { text: texts.none(name) }, awaits, code: "nobody" };
    return others.length === 0 ? one(context, city, only.id, day) : list(people, name, after);
  },
});

/** That somebody has such a name is a look at them, too. */
function list(people: Brief[], name: string, after: number): Outcome {
  const said = (it: Brief) => [it.title, it.unit].filter(Boolean).join(", ");
  const call = (it: Brief) => ({ capability: "show_person", input: { person: it.id } });
  const buttons = peopleButtons(people, after, said, call, (next) => ({ capability: "show_person", input: { name, after: next } }));
  const shown = new Set(buttons.map((it) => it.call.input.person));
  return { reply: { text: texts.which(name), buttons }, looked: people.flatMap((it) => (shown.has(it.id) ? [it.id] : [])), code: "listed" };
}

async function one({ db }: Context, city: Tenant, id: number, day: string): Promise<Outcome> {
  const record = await findPerson(db, { ...city, personId: id }, day);
  if (!record) throw new Fault("not_found", texts.gone, { capability: "show_person" });
  const [profile] = await gapProfiles(db, city, [record], { day, without: "self" });
  if (!profile) throw new Error("a person without a profile");
  const dictionary = new Map((await competenciesOf(db, city)).map((it) => [it.id, it]));
  const body = profile.standard ? gapParagraphs(profile, dictionary) : [];
  const text = [texts.person(record.name, record.positions[0]?.title ?? ""), ...body, ...standardLines(profile), texts.note].join("\n\n");
  return { reply: { text, buttons: [{ ...texts.jp, call: { capability: staffJp, input: { person: id } } }, texts.other] }, looked: [id], code: "one" };
}
