import type { Database } from "../../../db/database.ts";
import { type ClassOf, loadClasses } from "../../enrolment/class-of.ts";
import { classLine } from "../../enrolment/schedule/class-buttons.ts";
import { nameFit } from "../../people/name-match.ts";
import { type Tenant, unitsNamed } from "../../people/person-store.ts";
import { trainingsById } from "../../training/store.ts";
import { matchTopic } from "../../training/topic.ts";
import type { Group } from "../measure/fact-store.ts";
import type { Kind } from "./group-input.ts";
import { askedClasses, unitsFor } from "./group-store.ts";

/** A group with its name. */
export interface NamedGroup {
  group: Group;
  title: string;
}

/** Where results are looked for. */
export interface Desk {
  db: Database;
  tenant: Tenant;
  zone: string;
  now: Temporal.Instant;
}

const kindWords: [RegExp, Kind][] = [
  [/\b(?:penyelenggara|lembaga|mitra)\b/i, "penyelenggara"],
  [/\b(?:pemateri|pembicara|pengajar|narasumber|narsum|widyaiswara|fasilitator|instruktur)\b/i, "pemateri"],
  [/\b(?:unit(?: kerja)?|opd|skpd)\b/i, "unit"],
  [/\b(?:(?:se|satu |semua |seluruh |keseluruhan )?kota|semua|seluruh|keseluruhan)\b/i, "kota"],
  [/\b(?:kelas|angkatan|klas|kls)\b/i, "kelas"],
  [/\b(?:pelatihan|diklat|bimtek|training)\b/i, "pelatihan"],
];
const filling =
  /\b(?:mohon|tolong|tlg|coba|minta|mau|ingin|lihat|liat|tampilkan|tunjukkan|buka|bagaimana|gimana|gmn|gmna|apa|berapa|brp|hasil(?:nya)?|evaluasi(?:nya)?|evaluasinya|rekap|ringkasan|nilai|skor|nps|dampak|umpan balik|feedback|tanggapan|survei|peserta|tahun|thn|untuk|utk|dari|tentang|ttg|pada|di|yang|yg|dong|ya|kemarin|kmrn|terakhir|ini|itu|saya|kita)\b/gi;

/** What a sentence asks for: of which kind, of which year, and the words that are left. */
export function readWords(text: string): { kind: Kind | null; year: number | null; rest: string } {
  const year = /\b(20\d\d)\b/.exec(text)?.[1];
  const kind = kindWords.find(([pattern]) => pattern.test(text));
  const bare = [kind?.[0] ?? /$^/, /\b20\d\d\b/, filling].reduce<string>((it, pattern) => it.replace(pattern, " "), text);
  return {
    kind: kind?.[1] ?? null,
    year: year === undefined ? null : Number(year),
    rest: bare
      .replace(/[^\p{L}\p{N} .'-]/gu, " ")
      .replace(/\s+/g, " ")
      .trim(),
  };
}

/** Everything of one kind that has been asked after, the newest first where there is an order. */
export async function groupsOf(desk: Desk, kind: Kind, cityName: string): Promise<NamedGroup[]> {
  if (kind === "kota") return [{ group: { kind }, title: cityName }];
  const { db, tenant } = desk;
  if (kind === "unit") return (await unitsFor(db, tenant, null)).map((it) => ({ group: { kind, id: it.id }, title: it.name }));
  const classes = await askedClasses(db, tenant, desk.now);
  if (kind === "kelas")
    return classesNamed(
      desk,
      classes.map((it) => it.id),
    );
  if (kind === "pelatihan") {
    const names = new Map((await trainingsById(db, tenant, [...new Set(classes.map((it) => it.trainingId))])).map((it) => [it.id, it.name]));
    return [...new Set(classes.map((it) => it.trainingId))].flatMap((id) => (names.has(id) ? [{ group: { kind, id }, title: names.get(id) ?? "" }] : []));
  }
  const all = kind === "penyelenggara" ? classes.map((it) => it.provider) : classes.flatMap((it) => it.speakers);
  return [...new Set(all)].map((name) => ({ group: { kind, name }, title: name }));
}

/** Classes with their name and first day, in this order. */
export async function classesNamed({ db, tenant, zone }: Desk, ids: number[]): Promise<NamedGroup[]> {
  const loaded = await loadClasses(db, tenant, ids);
  const title = (it: ClassOf) => classLine(it, zone);
  return ids.flatMap((id) => {
    const of = loaded.get(id);
    return of ? [{ group: { kind: "kelas" as const, id }, title: title(of) }] : [];
  });
}

/** What words may mean among what has been asked after: best first. A code is its class or training and nothing else. */
export async function groupsNamed(desk: Desk, words: string, kind: Kind | null, cityName: string): Promise<NamedGroup[]> {
  const { db, tenant } = desk;
  if (kind === "kota" && words === "") return groupsOf(desk, "kota", cityName);
  const wants = (it: Kind) => kind === null || kind === it;
  const asked = await askedClasses(db, tenant, desk.now);
  const trainings = await trainingsById(db, tenant, [...new Set(asked.map((it) => it.trainingId))]);
  const loaded = await loadClasses(
    db,
    tenant,
    asked.map((it) => it.id),
  );
  const coded = asked.filter((it) => loaded.get(it.id)?.class.code.toLowerCase() === words.toLowerCase());
  if (coded.length > 0)
    return classesNamed(
      desk,
      coded.map((it) => it.id),
    );
  const matches = matchTopic(words, trainings, new Map());
  const best = matches.some((it) => it.fit === 1) ? matches.filter((it) => it.fit === 1) : matches;
  const found: NamedGroup[] = [];
  if (wants("pelatihan")) found.push(...best.map(({ training }) => ({ group: { kind: "pelatihan" as const, id: training.id }, title: training.name })));
  if (kind === "kelas") {
    const meant = asked.filter((it) => best.some(({ training }) => training.id === it.trainingId));
    found.push(
      ...(await classesNamed(
        desk,
        meant.map((it) => it.id),
      )),
    );
  }
  const like = (names: string[]) => [...new Set(names)].filter((it) => nameFit(words, it) > 0);
  if (wants("pemateri")) found.push(...like(asked.flatMap((it) => it.speakers)).map((name) => ({ group: { kind: "pemateri" as const, name }, title: name })));
  if (wants("penyelenggara"))
    found.push(...like(asked.map((it) => it.provider)).map((name) => ({ group: { kind: "penyelenggara" as const, name }, title: name })));
  if (wants("unit") && words.length >= 3)
    found.push(...(await unitsNamed(db, tenant, words)).map((it) => ({ group: { kind: "unit" as const, id: it.id }, title: it.name })));
  return found;
}

/** The group with its name; undefined = not of this city, or nothing was ever asked of that name. */
export async function namedGroup(desk: Desk, group: Group, cityName: string): Promise<NamedGroup | undefined> {
  if (group.kind === "kelas") return (await classesNamed(desk, [group.id]))[0];
  if (group.kind === "unit") return (await unitsFor(desk.db, desk.tenant, [group.id])).map((it) => ({ group, title: it.name }))[0];
  if (group.kind === "pelatihan") return (await trainingsById(desk.db, desk.tenant, [group.id])).map((it) => ({ group, title: it.name }))[0];
  if (group.kind === "kota") return { group, title: cityName };
  return (await groupsOf(desk, group.kind, cityName)).find((it) => "name" in it.group && it.group.name === group.name);
}
