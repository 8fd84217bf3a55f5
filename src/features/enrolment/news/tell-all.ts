import type { Letter } from "../../../core/channel.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { addressesOf } from "../../people/link/letters.ts";
import { recordsOf } from "../../people/person-store.ts";
import { clashes } from "../../training/busy.ts";
import { openClasses, seatsLeft } from "../../training/store.ts";
import { sessionLine, whenLine } from "../../training/when.ts";
import { withFile } from "../calendar/calendar-letter.ts";
import { eventsOf } from "../calendar/class-file.ts";
import { beginOf, type ClassOf, loadClasses } from "../class-of.ts";
import { changeState, type Enrolment, enrolmentsIn, enrolmentsOfAll, lockRoom } from "../enrolment-store.ts";
import { type Asked, mayEnterAll } from "../may-enter.ts";
import { classLine } from "../schedule/class-buttons.ts";
import { ahead } from "../schedule/class-time.ts";
import { type Desk, tenantOf } from "../seats/promote.ts";
import { type State, states } from "../states.ts";
import { className, whenAndWhere } from "../words.ts";
import { renewDeadlines } from "./renew-deadlines.ts";
import { addVersion, toldOf, versionOf } from "./version-store.ts";

const texts = {
  cancelled: (name: string, why: string) => `Mohon maaf, ${name} dibatalkan penyelenggara${why}. Pendaftaran Anda di kelas ini berakhir.`,
  postponed: (name: string, why: string) => `${name} ditunda${why}. Pendaftaran Anda tetap tercatat; waktu yang baru saya sampaikan di sini.`,
  resumed: (name: string, when: string) => `${name} dijadwalkan lagi.\n${when}`,
  changed: (name: string, changes: string[]) => `Ada perubahan untuk ${name}:\n${changes.join("\n")}`,
  time: (before: string, after: string) => `Waktu: ${after} (semula ${before})`,
  place: (before: string, after: string) => `Tempat: ${after || "menyusul"}${before ? ` (semula ${before})` : ""}`,
  link: (link: string | null) => (link ? `Tautan baru: ${link}` : "Tautan lama tidak dipakai lagi; yang baru menyusul."),
  clash: (name: string, when: string) =>
    `⚠️ Waktu yang baru bertepatan dengan kelas Anda yang lain, ${name}: ${when}. Bila tidak dapat mengikuti keduanya, pilih Berhalangan, atau batalkan yang lain lewat /status.`,
  others: "Kelas lain dari pelatihan yang sama, masih dibuka dan ada kursinya:",
  noOthers: "Kelas lain dari pelatihan ini yang dapat Anda ikuti belum ada; minat Anda dapat saya catat untuk jadwal berikutnya.",
  file: "Berkas kalender terlampir: buka, lalu simpan.",
  reason: "kelas dibatalkan penyelenggara",
  unable: "Berhalangan",
  interest: "Catat minat",
  status: { label: "Status saya", call: { capability: "my_enrolments", input: {} } },
};

/** Other classes offered at most: a telephone shows three buttons well. */
const mostOthers = 3;

/**
 * Tells everybody concerned, once, what has changed about a class: date, place, link, postponed, taken up again, cancelled; with another
 * class of the same training where there is one, and the new calendar file. Returns the letters; none where nothing that participants
 * must know has changed, or they know it. Of a cancelled class all who were in it are let go. In the transaction of the change, after it;
 * takes the class's lock.
 */
export async function tellAll(desk: Desk, before: ClassOf, after: ClassOf): Promise<Letter[]> {
  const tenant = tenantOf(desk);
  const told = toldOf(after);
  if (told === toldOf(before)) return [];
  const room = await lockRoom(desk.db, tenant, after.class.id);
  if (!room) return [];
  const last = await versionOf(desk.db, tenant, after.class.id);
  if (last?.told === told) return [];
  const version = (last?.version ?? 0) + 1;
  const events = Math.max(last?.events ?? 0, eventsOf(before), eventsOf(after));
  await addVersion(desk.db, tenant, after.class.id, { version, told, events }, desk.now);
  const concerned = (await enrolmentsIn(desk.db, tenant, after.class.id)).filter((it) => states[it.state].open);
  if (before.class.status === "ditunda" && !isOff(after)) await renewDeadlines(desk, after);
  const off = isOff(after);
  // What has been held is no news, neither as it was nor as it is.
  const nowS = desk.now.epochMilliseconds / 1_000;
  const [was, is] = [ahead(before, nowS), ahead(after, nowS)];
  const clashing = off || (!isOff(before) && whenOf(was, desk) === whenOf(is, desk)) ? new Map<number, string>() : await newClashes(desk, is, concerned);
  const others = await othersFor(desk, after, off ? concerned : concerned.filter((it) => clashing.has(it.personId)));
  const addresses = await addressesOf(
    desk.db,
    tenant,
    concerned.map((it) => it.personId),
    desk.now,
  );
  const letters: Letter[] = [];
  for (const it of concerned) {
    if (after.class.status === "batal") await letGo(desk, room, it);
    const to = addresses.get(it.personId);
    if (!to) continue;
    const free = others.get(it.personId) ?? [];
    const text = [textFor(desk, was, is, it.state), clashing.get(it.personId), othersText(desk, off, free)].filter(Boolean).join("\n\n");
    const reply = { text, buttons: buttonsFor(after, free, it) };
    const letter: Letter = { key: `kelas:${tenant.agencyId}:${after.class.id}:v${version}:${it.id}`, to, intent: "notice", reply };
    letters.push(...(it.state === "terdaftar" ? await withFile(desk, off ? before : after, it, [letter], off) : [letter]));
  }
  return letters;
}

/** With which other class of theirs the new time clashes, in words, by person. */
async function newClashes(desk: Desk, is: ClassOf, concerned: Enrolment[]): Promise<Map<number, string>> {
  const tenant = tenantOf(desk);
  const own = await enrolmentsOfAll(
    desk.db,
    tenant,
    concerned.map((it) => it.personId),
  );
  const entered = (personId: number) => (own.get(personId) ?? []).filter((it) => states[it.state].open && it.classId !== is.class.id).map((it) => it.classId);
  const classes = await loadClasses(desk.db, tenant, [...new Set(concerned.flatMap((it) => entered(it.personId)))]);
  return new Map(
    concerned.flatMap(({ personId }) => {
      const other = entered(personId)
        .flatMap((id) => classes.get(id) ?? [])
        .find((it) => !isOff(it) && clashes(is.class, it.class.sessions));
      return other ? [[personId, texts.clash(className(other), whenOf(ahead(other, desk.now.epochMilliseconds / 1_000), desk))] as const] : [];
    }),
  );
}

/** All sessions, or the span. */
const whenOf = ({ training, class: it }: ClassOf, { agency: { zone } }: Pick<Desk, "agency">): string =>
  it.sessions.length > 1 ? it.sessions.map((one) => sessionLine(one, zone, it.zone)).join("; ") : whenLine(it, zone, training.selfPaced);

const isOff = ({ class: it }: ClassOf): boolean => it.status === "batal" || it.status === "ditunda";

async function letGo(desk: Desk, room: Parameters<typeof changeState>[2], it: Enrolment): Promise<void> {
  const by = { actor: "sistem", actorId: null, now: desk.now } as const;
  await changeState(desk.db, tenantOf(desk), room, it, { ...by, move: "keluarkan", to: "dikeluarkan", reason: texts.reason });
}

/** Classes of the same training with a seat that each of these people, by id, can enter alone now, soonest first: none that clashes, or that is not for them. */
async function othersFor(desk: Desk, { training, class: it }: ClassOf, concerned: Enrolment[]): Promise<Map<number, ClassOf[]>> {
  const tenant = tenantOf(desk);
  const { db, now, agency } = desk;
  const today = localDate(now, agency.zone);
  const open = concerned.length === 0 ? [] : await openClasses(db, tenant, now, today);
  const same = open.filter((one) => one.trainingId === training.id && one.id !== it.id && one.entry === "terbuka" && (seatsLeft(one) ?? 1) > 0);
  if (same.length === 0) return new Map();
  const loaded = await loadClasses(
    db,
    tenant,
    same.map((one) => one.id),
  );
  const others = [...loaded.values()].toSorted((a, b) => (beginOf(a.class) ?? 0) - (beginOf(b.class) ?? 0));
  const ids = concerned.map((one) => one.personId);
  const own = await enrolmentsOfAll(db, tenant, ids);
  // What they are in here ends, or is left for the other.
  const besides = (personId: number) => (own.get(personId) ?? []).filter((one) => one.classId !== it.id);
  const people = await recordsOf(db, tenant, ids, today);
  const asked = people.flatMap((person) => others.map((other): Asked => ({ ...other, person, zone: agency.zone, now, own: besides(person.id) })));
  const verdicts = await mayEnterAll(db, tenant, asked);
  const free = Map.groupBy(
    asked.filter((_, at) => verdicts[at]?.refusals.length === 0),
    (one) => one.person.id,
  );
  return new Map([...free].map(([id, all]) => [id, all.slice(0, mostOthers)]));
}

/** Of a class that does not take place it is also said that there is none. */
function othersText({ agency: { zone } }: Desk, off: boolean, others: ClassOf[]): string {
  const list = others.map((it) => `- ${plain(classLine(it, zone))}`);
  return others.length > 0 ? [texts.others, ...list].join("\n") : off ? texts.noOthers : "";
}

function textFor(desk: Desk, before: ClassOf, after: ClassOf, state: State): string {
  const { zone } = desk.agency;
  const [name, note] = [className(after), after.class.statusNote ? ` (${plain(after.class.statusNote)})` : ""];
  const file = state === "terdaftar" && eventsOf(after) > 0 ? [texts.file] : [];
  if (isOff(after)) return after.class.status === "batal" ? texts.cancelled(name, note) : texts.postponed(name, note);
  if (isOff(before)) return [texts.resumed(name, whenAndWhere(after, zone)), ...file].join("\n\n");
  return [texts.changed(name, changesOf(desk, before, after, state)), ...file].join("\n\n");
}

function changesOf(desk: Desk, before: ClassOf, after: ClassOf, state: State): string[] {
  const { zone } = desk.agency;
  const where = ({ class: it }: ClassOf) => [it.place, it.city].flatMap((one) => (one === null ? [] : plain(one))).join(", ");
  return [
    ...(whenOf(before, desk) === whenOf(after, desk) ? [] : [texts.time(whenLine(before.class, zone, before.training.selfPaced), whenOf(after, desk))]),
    ...(where(before) === where(after) ? [] : [texts.place(where(before), where(after))]),
    ...(before.class.link === after.class.link ? [] : [texts.link(state === "terdaftar" && after.class.link ? plain(after.class.link) : null)]),
  ];
}

function buttonsFor(after: ClassOf, others: ClassOf[], it: Enrolment): Button[] {
  const taken = after.class.status === "batal";
  const other = others.map((one, at) => ({
    label: `${taken ? "Daftar" : "Pindah"} ${at + 1}`,
    full: `${taken ? "Daftar" : "Pindah"}: ${classLine(one, one.class.zone)}`,
    call: taken ? { capability: "enrol", input: { class: one.class.id } } : { capability: "change_class", input: { enrolment: it.id, class: one.class.id } },
  }));
  const interest = { label: texts.interest, call: { capability: "note_interest", input: { training: after.training.code } } };
  const unable = { label: texts.unable, call: { capability: "cancel_enrolment", input: { enrolment: it.id } } };
  if (isOff(after)) return [...(others.length > 0 ? other : [interest]), texts.status];
  return [unable, ...other, texts.status];
}
