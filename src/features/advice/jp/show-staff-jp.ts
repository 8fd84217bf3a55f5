import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { peopleButtons, peopleShown, personNamed } from "../../competency/team-list.ts";
import { findPeople } from "../../people/find-people.ts";
import { type Brief, findPerson, fullName, recordsOf, subordinatesOf, type Tenant } from "../../people/person-store.ts";
import { accountText } from "./account-text.ts";
import { type JpAccount, loadAccount, loadAccounts } from "./jp-account.ts";
import { jpText } from "./jp-words.ts";

const texts = {
  refusal:
    "JP pegawai lain hanya dapat dibuka atasan langsungnya dan petugas BKPSDM. JP Anda sendiri: /jp. Untuk JP rekan, silakan tanyakan langsung kepada yang bersangkutan.",
  nobody: "Menurut data kepegawaian, hari ini tidak ada pegawai yang menjadi bawahan langsung Anda. Bila keliru, hubungi petugas BKPSDM.",
  ask: "JP siapa yang ingin dilihat? Tulis nama pegawainya.",
  noName: (words: string) => `Tidak ada pegawai kota ini yang bernama “${plain(words)}”. Tulis nama lainnya, atau sebagian saja.`,
  unknownName: (words: string) => `Tidak ada bawahan langsung Anda yang bernama “${plain(words)}”.`,
  notTheirs: "Pegawai itu hari ini bukan bawahan langsung Anda, jadi JP-nya tidak dapat dilihat di sini.",
  which: (words: string) => `Ada beberapa pegawai yang cocok dengan “${plain(words)}”. Yang mana?`,
  team: (count: number) => `*JP bawahan langsung Anda* (${count} orang), yang paling banyak kurangnya lebih dulu:`,
  person: (name: string, position: string) => `*${plain(name)}*\n${plain(position)}`,
  notAsn: "Tercatat bukan PNS atau PPPK, jadi tidak ada rekening JP.",
  floor: (earned: string, floor: number) => `${earned} dari ${floor} JP`,
  ceiling: (earned: string, ceiling: number) => `${earned} JP, batas ${ceiling}`,
  earned: (earned: string) => `${earned} JP`,
  noAccount: "tanpa rekening JP",
  note: "Setiap kali dilihat, dicatat, dan pegawai itu dapat mengetahuinya.",
  competencies: { label: "Kompetensi", full: "Kompetensinya" },
  list: { label: "JP bawahan", full: "JP semua bawahan" },
  other: { label: "Pegawai lain", full: "JP pegawai lain" },
};

/** Activities named in one message. */
const shown = 6;
const own = "show_staff_jp";

/** `show_staff_jp`: the JP of those whom somebody leads; an officer sees anybody's of the city. Each look is kept. */
export const showStaffJp = capability({
  id: own,
  about: "Menampilkan JP tahun ini pegawai yang Anda pimpin.",
  command: "jptim",
  phrases: ["jp tim saya", "jp bawahan", "jp bawahan saya", "jp staf saya"],
  roles: ["supervisor", "officer"],
  refusal: texts.refusal,
  input: z.object({
    name: z.string().trim().max(80).optional().describe("Nama pegawai"),
    person: z.number().int().positive().optional(),
    after: z.number().int().min(0).default(0),
  }),

  async handle(context, { name = "", person, after }) {
    const asker = context.person as Person;
    const city = { cell: context.cell, agencyId: asker.agency.id };
    const seen = { city, day: localDate(context.now, asker.agency.zone), officer: asker.roles.includes("officer") };
    const people = asker.roles.includes("supervisor") ? await subordinatesOf(context.db, { ...city, personId: asker.id }, seen.day) : [];
    if (person !== undefined) return one(context, person, people, seen);
    if (name === "" && people.length > 0) return team(context, people, { after, note: "" }, seen);
    if (name === "") return seen.officer ? asksName(texts.ask) : { reply: { text: texts.nobody }, code: "nobody" };
    const theirs = personNamed(name, people);
    const named = theirs.length === 0 && seen.officer ? await findPeople(context.db, city, name, seen.day) : theirs;
    if (named.length === 1 && named[0]) return one(context, named[0].id, people, seen);
    if (named.length > 1) return list(named, name, after);
    if (seen.officer) return asksName(texts.noName(name));
    return people.length === 0 ? { reply: { text: texts.nobody }, code: "nobody" } : team(context, people, { after, note: texts.unknownName(name) }, seen);
  },
});

/** Whose eyes: the city, its day, and whether they see all of it. */
interface Seen {
  city: Tenant;
  day: string;
  officer: boolean;
}

const asksName = (text: string): Outcome => ({ reply: { text }, awaits: { capability: own, input: {}, field: "name" }, code: "asked_name" });

const callFor = (it: Brief) => ({ capability: own, input: { person: it.id } });

/** That somebody has such a name is a look at them, too. */
function list(people: Brief[], name: string, after: number): Outcome {
  const said = (it: Brief) => [it.title, it.unit].filter(Boolean).join(", ");
  const buttons = peopleButtons(people, after, said, callFor, (next) => ({ capability: own, input: { name, after: next } }));
  const ids = new Set(buttons.map((it) => it.call.input.person));
  return { reply: { text: texts.which(name), buttons }, looked: people.flatMap((it) => (ids.has(it.id) ? [it.id] : [])), code: "listed" };
}

/** Only the page that is shown counts as seen, though the order needs all. */
async function team({ db }: Context, people: Brief[], { after, note }: { after: number; note: string }, { city, day }: Seen): Promise<Outcome> {
  const records = await recordsOf(
    db,
    city,
    people.map((it) => it.id),
    day,
  );
  const accounts = await loadAccounts(db, city, records, day);
  const sorted = people.toSorted((a, b) => (accounts.get(b.id)?.needed ?? 0) - (accounts.get(a.id)?.needed ?? 0));
  const from = after < sorted.length ? after : 0;
  const buttons = peopleButtons(
    sorted,
    from,
    (it) => summary(accounts.get(it.id)),
    callFor,
    (next) => ({ capability: own, input: { after: next } }),
  );
  const text = [note, texts.team(people.length)].filter(Boolean).join("\n\n");
  return { reply: { text, buttons }, looked: sorted.slice(from, from + peopleShown).map((it) => it.id), code: "listed" };
}

function summary(account: JpAccount | undefined): string {
  if (!account) return texts.noAccount;
  const { frame, earned } = account;
  if (frame.kind === "open") return texts.earned(jpText(earned));
  return frame.kind === "floor" ? texts.floor(jpText(earned), frame.floor) : texts.ceiling(jpText(earned), frame.ceiling);
}

async function one({ db }: Context, id: number, people: Brief[], { city, day, officer }: Seen): Promise<Outcome> {
  const leads = people.some((it) => it.id === id);
  const record = leads || officer ? await findPerson(db, { ...city, personId: id }, day) : undefined;
  if (!record) throw new Fault("forbidden", texts.notTheirs, { capability: own });
  const loaded = await loadAccount(db, { ...city, personId: id }, record, day);
  const account = loaded ? accountText(loaded.account, day, { most: shown, whose: "pegawai ini" }) : texts.notAsn;
  const competencies: Button = { ...texts.competencies, call: { capability: leads ? "show_team" : "show_person", input: { person: id } } };
  const back: Button = { ...(leads ? texts.list : texts.other), call: { capability: own, input: {} } };
  const text = [texts.person(fullName(record), record.positions[0]?.title ?? ""), account, texts.note].join("\n\n");
  return { reply: { text, buttons: [competencies, back] }, looked: [id], code: "one" };
}
