import { z } from "zod";
import { type Context, capability, type Outcome } from "../../core/capability.ts";
import { Fault } from "../../core/fault.ts";
import type { Person } from "../../core/person.ts";
import type { Subject } from "../../core/personal-data.ts";
import { type Button, plain } from "../../core/reply.ts";
import { localDate } from "../../core/time.ts";
import { type Brief, findPerson, recordsOf, subordinatesOf } from "../people/person-store.ts";
import { competenciesOf } from "./dictionary/dictionary-store.ts";
import { type GapProfile, gapProfiles } from "./gap/gap.ts";
import { gapParagraphs, standardLines } from "./gap/gap-words.ts";
import { onlyJp, othersRefused, peopleButtons, peopleShown, personNamed, staffJp } from "./team-list.ts";

const texts = {
  nobody: "Menurut data kepegawaian, hari ini tidak ada pegawai yang menjadi bawahan langsung Anda. Bila keliru, hubungi petugas BKPSDM.",
  title: (count: number) => `*Bawahan langsung Anda* (${count} orang), yang paling perlu dikuatkan lebih dulu:`,
  unknownName: (words: string) => `Tidak ada bawahan langsung Anda yang bernama “${plain(words)}”.`,
  notLeading: "Pegawai itu hari ini bukan bawahan langsung Anda, jadi kompetensinya tidak dapat dilihat di sini.",
  gap: (name: string, held: number, required: number) => `${name} ${held} dari ${required}`,
  fits: "memenuhi yang diketahui",
  unknown: "belum diketahui",
  noStandard: "belum ada standar",
  person: (name: string, position: string) => `*${plain(name)}*\n${plain(position)}`,
  note: "Asesmen diri pegawai tidak dihitung di sini. Setiap kali dilihat, dicatat, dan pegawai itu dapat mengetahuinya.",
  rate: { label: "Nilai", full: "Nilai kompetensinya" },
  need: { label: "Usulkan kebutuhan", full: "Usulkan kebutuhan pelatihan" },
  jp: { label: "JP", full: "JP tahun ini" },
  team: { label: "Daftar bawahan", full: "Daftar bawahan" },
};

export const showTeam = capability({
  id: "show_team",
  about: "Menunjukkan bawahan langsung Anda dan kompetensi yang perlu dikuatkan.",
  command: "tim",
  phrases: ["tim saya", "bawahan saya", "daftar bawahan", "kompetensi tim saya"],
  roles: ["supervisor"],
  refusal: othersRefused,
  input: z.object({
    name: z.string().trim().max(80).optional().describe("Nama bawahan"),
    person: z.number().int().positive().optional(),
    after: z.number().int().min(0).default(0),
    /** What of them; absent = the competencies. */
    part: z.enum(["jp"]).optional(),
  }),

  async handle(context, { name = "", person, after, part }) {
    if (part === "jp") return onlyJp(name);
    const { id, agency } = context.person as Person;
    const own = { cell: context.cell, agencyId: agency.id, personId: id };
    const day = localDate(context.now, agency.zone);
    const people = await subordinatesOf(context.db, own, day);
    if (people.length === 0) return { reply: { text: texts.nobody }, code: "nobody" };
    if (person !== undefined) return one(context, own, people, person, day);
    const named = name === "" ? [] : personNamed(name, people);
    if (named.length === 1 && named[0]) return one(context, own, people, named[0].id, day);
    const note = name !== "" && named.length === 0 ? texts.unknownName(name) : "";
    return list(context, own, named.length > 0 ? named : people, { after, day, note });
  },
});

/** Only the page that is shown counts as seen, though the order needs all. */
async function list({ db }: Context, own: Subject, people: Brief[], { after, day, note }: { after: number; day: string; note: string }): Promise<Outcome> {
  const profiles = await profilesOf(db, own, people, day);
  const sorted = people.toSorted((a, b) => worst(profiles.get(b.id)) - worst(profiles.get(a.id)));
  const from = after < sorted.length ? after : 0;
  const call = (it: Brief) => ({ capability: "show_team", input: { person: it.id } });
  const page = (next: number) => ({ capability: "show_team", input: { after: next } });
  return {
    reply: {
      text: [note, texts.title(people.length)].filter(Boolean).join("\n\n"),
      buttons: peopleButtons(sorted, from, (it) => summary(profiles.get(it.id)), call, page),
    },
    looked: sorted.slice(from, from + peopleShown).map((it) => it.id),
    code: "listed",
  };
}

async function profilesOf(db: Context["db"], own: Subject, people: Brief[], day: string): Promise<Map<number, GapProfile>> {
  const ids = people.map((it) => it.id);
  const records = await recordsOf(db, own, ids, day);
  const profiles = await gapProfiles(db, own, records, { day, without: "self" });
  return new Map(records.flatMap(({ id }, at) => (profiles[at] ? [[id, profiles[at]]] : [])));
}

const worst = (profile: GapProfile | undefined): number => Math.max(0, ...(profile?.items ?? []).map((it) => it.gap * it.weight));

function summary(profile: GapProfile | undefined): string {
  if (!profile?.standard) return texts.noStandard;
  const largest = profile.items.find((it) => it.gap > 0 && it.held !== null);
  if (largest) return texts.gap(largest.competency.name, largest.held ?? 0, largest.required);
  return profile.items.some((it) => it.held !== null) ? texts.fits : texts.unknown;
}

async function one({ db }: Context, own: Subject, people: Brief[], id: number, day: string): Promise<Outcome> {
  const person = people.find((it) => it.id === id);
  const record = person && (await findPerson(db, { ...own, personId: id }, day));
  if (!person || !record) throw new Fault("forbidden", texts.notLeading, { capability: "show_team" });
  const [profile] = await gapProfiles(db, own, [record], { day, without: "self" });
  if (!profile) throw new Error("a person without a profile");
  const dictionary = new Map((await competenciesOf(db, own)).map((it) => [it.id, it]));
  const body = profile.standard ? gapParagraphs(profile, dictionary) : [];
  const need: Button[] = profile.items.some((it) => it.gap > 0) ? [{ ...texts.need, call: { capability: "propose_need", input: { person: id } } }] : [];
  return {
    reply: {
      text: [texts.person(person.name, person.title ?? ""), ...body, ...standardLines(profile), texts.note].join("\n\n"),
      buttons: [
        { ...texts.rate, call: { capability: "rate_subordinate", input: { person: id } } },
        ...need,
        { ...texts.jp, call: { capability: staffJp, input: { person: id } } },
        { ...texts.team, call: { capability: "show_team", input: {} } },
      ],
    },
    looked: [id],
    code: "one",
  };
}
