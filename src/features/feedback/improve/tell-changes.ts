import type { Letter } from "../../../core/channel.ts";
import type { Agency } from "../../../core/person.ts";
import { plain, type Reply } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import type { Database } from "../../../db/database.ts";
import { workTimeOf } from "../../enrolment/remind/work-time-store.ts";
import type { Round } from "../../enrolment/seats/lapse.ts";
import { addressesOf } from "../../people/link/letters.ts";
import { mayRemind } from "../../people/privacy/reminders.ts";
import { eachAskingCity } from "../ask/asking-city-store.ts";
import { goodMoment } from "../ask/good-hour.ts";
import { concernedBy, markTold, takeUntold, type WaitingChange } from "./change-store.ts";

const texts = {
  asked: (training: string) => `Terima kasih atas masukan peserta *${training}*.`,
  next: (training: string) => `Tentang *${training}*, kelas Anda:`,
  change: (asked: string, changed: string) => `• Peserta meminta: ${asked}\n  Diubah: ${changed}`,
  foot: { asked: "Berlaku mulai angkatan berikutnya.", next: "Berlaku untuk angkatan ini." },
  survey: "Survei saya",
};

/** An officer who has mistyped has so long to say so before anybody reads it. */
const graceMinutes = 15;
/** Local hour after which a letter that could not leave is not sent any more. */
const untilHour = 18;

/** Tells, once, who could have asked for a change and who is in the next run; at a good hour. The number of letters. */
export const tellChanges = (round: Round): Promise<number> => eachAskingCity(round, (agency) => tellIn(round, agency));

async function tellIn(round: Round, agency: Agency): Promise<number> {
  const { db, cell, now } = round;
  const tenant = { cell, agencyId: agency.id };
  const time = await workTimeOf(db, tenant, agency.zone);
  if (!goodMoment(now.epochMilliseconds / 1_000, { time, unitId: null, bestHour: null, classEnd: null })) return 0;
  return db.transaction(async (tx) => {
    const changes = await takeUntold(tx, tenant, now.subtract({ minutes: graceMinutes }));
    if (changes.length === 0) return 0;
    const letters = await lettersFor(tx, agency, tenant, changes, now);
    const ids = changes.map((it) => it.id);
    await markTold(tx, tenant, ids, now);
    await round.put(tx, letters);
    return letters.length;
  });
}

async function lettersFor(
  tx: Database,
  agency: Agency,
  tenant: { cell: number; agencyId: number },
  changes: WaitingChange[],
  now: Temporal.Instant,
): Promise<Letter[]> {
  const byTraining = Map.groupBy(changes, (it) => it.trainingId);
  const people = await concernedBy(tx, tenant, [...byTraining.keys()], now, localDate(now, agency.zone));
  const ids = [...new Set(people.map((it) => it.personId))];
  const [addresses, agreed] = [await addressesOf(tx, tenant, ids, now), await mayRemind(tx, tenant, ids)];
  const expires = now.toZonedDateTimeISO(agency.zone).startOfDay().add({ hours: untilHour }).toInstant().toString();
  return people.flatMap(({ personId, trainingId, next }): Letter[] => {
    const to = addresses.get(personId);
    const own = byTraining.get(trainingId) ?? [];
    // News of the class that somebody is in belongs to it; of one that is over only who wants reminders hears.
    if (!to || !(next || agreed.has(personId))) return [];
    const key = `perubahan:${agency.id}:${personId}:${own.map((it) => it.id).join("-")}`;
    return [{ key, to, intent: "notice", reply: changeLetter(own, next), expires }];
  });
}

/** Changes of one training, in the words that an officer put them; nobody's own words. */
export function changeLetter(changes: Pick<WaitingChange, "training" | "asked" | "changed">[], next: boolean): Reply {
  const training = plain(changes[0]?.training ?? "");
  const lines = changes.map((it) => texts.change(plain(it.asked), plain(it.changed)));
  const head = next ? texts.next(training) : texts.asked(training);
  const buttons = next ? [] : [{ label: texts.survey, call: { capability: "answer_survey", input: {} } }];
  return { text: [head, lines.join("\n"), next ? texts.foot.next : texts.foot.asked].join("\n\n"), buttons };
}
