import type { Agency } from "../../../core/person.ts";
import { localDate } from "../../../core/time.ts";
import type { Database } from "../../../db/database.ts";
import { competenciesById } from "../../competency/dictionary/dictionary-store.ts";
import type { Round } from "../../enrolment/seats/lapse.ts";
import { linesOf } from "../../people/authority-store.ts";
import type { Tenant } from "../../training/store.ts";
import { instantOf } from "../../training/when.ts";
import { questionsOf } from "../survey/form.ts";
import type { Capacity } from "../survey/survey.ts";
import { eachAskingCity } from "./asking-city-store.ts";
import { colleagueFor, type Peer } from "./colleague.ts";
import { leadingOf } from "./leading.ts";
import { passAllOn } from "./pass-on.ts";
import { type Leading, raterFor } from "./rater.ts";
import { type Asked, type AskedOther, askedCompetencies, askOthers, askParticipants, lockColleagues, peersIn, unitsOf } from "./request-plan-store.ts";
import { type Opening, surveyOfRound, takeOpening } from "./round-store.ts";
import { settingOf } from "./setting-store.ts";

/** Rounds in one transaction. */
const atOnce = 20;

/** Notes who is asked in every round that opens, whichever replica is first, and passes on what is asked of the wrong leader; the number of participants. */
export const openRounds = (round: Round): Promise<number> =>
  eachAskingCity(round, async (agency) => {
    const { db, cell, now } = round;
    let all = 0;
    for (;;) {
      const { rounds, asked } = await db.transaction((tx) => openSome(tx, { cell, agencyId: agency.id }, agency, now));
      all += asked;
      if (rounds < atOnce) break;
    }
    await db.transaction((tx) => passAllOn(tx, { cell, agencyId: agency.id }, agency.zone, now));
    return all;
  });

async function openSome(tx: Database, tenant: Tenant, agency: Agency, now: Temporal.Instant): Promise<{ rounds: number; asked: number }> {
  const rounds = await takeOpening(tx, tenant, now, atOnce);
  let asked = 0;
  for (const round of rounds) {
    const competencies = round.step === "perilaku" ? await askedCompetencies(tx, tenant, round.trainingId) : [];
    const asks = await askedIn(tx, tenant, round.id, competencies);
    if (!asks("peserta")) continue;
    const people = await askParticipants(tx, tenant, round, competencies, now);
    if (round.step === "perilaku" && people.length > 0) {
      const others = await othersFor(tx, tenant, agency, round, people);
      await askOthers(
        tx,
        tenant,
        round.id,
        competencies,
        others.filter((it) => asks(it.capacity)),
      );
    }
    asked += people.length;
  }
  return { rounds: rounds.length, asked };
}

/** Whether a round has a question for a capacity at all: of a training without targets a survey may leave nothing to ask a colleague. */
async function askedIn(tx: Database, tenant: Tenant, roundId: number, ids: string[]): Promise<(capacity: Capacity) => boolean> {
  const survey = await surveyOfRound(tx, tenant, roundId);
  const competencies = [...(await competenciesById(tx, tenant, ids)).values()];
  return (capacity) => questionsOf({ survey, capacity, competencies }, {}).length > 0;
}

/** Who is asked about each of these participants beside themselves. */
async function othersFor(tx: Database, tenant: Tenant, { zone }: Agency, round: Opening, people: Asked[]): Promise<AskedOther[]> {
  const leading = await leadingOf(
    tx,
    tenant,
    people.map((it) => it.personId),
  );
  const { colleague } = await settingOf(tx, tenant);
  const raters = people.map((it): AskedOther => {
    const until = localDate(instantOf(it.dueAt), zone);
    const rater = raterFor(leading, it.personId, { since: minusDays(until, round.days), until });
    return { capacity: "atasan", respondentId: rater, aboutId: it.personId, dueAt: it.dueAt, note: rater === null ? "tanpa_atasan" : null };
  });
  return colleague ? [...raters, ...(await colleaguesFor(tx, tenant, zone, round, people, leading))] : raters;
}

const minusDays = (day: string, days: number): string => Temporal.PlainDate.from(day).subtract({ days }).toString();

async function colleaguesFor(
  tx: Database,
  tenant: Tenant,
  zone: string,
  round: Opening,
  people: Asked[],
  { lines, delegations }: Leading,
): Promise<AskedOther[]> {
  await lockColleagues(tx, tenant);
  const day = localDate(instantOf(Math.max(...people.map((it) => it.dueAt))), zone);
  const ids = people.map((it) => it.personId);
  const units = await unitsOf(tx, tenant, ids, day);
  const peers: Peer[] = await peersIn(tx, tenant, [...new Set(units.values())], day);
  const led = await linesOf(
    tx,
    tenant,
    peers.map((it) => it.personId),
  );
  return people.map(({ personId, dueAt }): AskedOther => {
    const own = lines.filter((it) => it.personId === personId).map((it) => it.supervisorId);
    const leaders = new Set([
      ...own,
      ...delegations.filter((it) => own.includes(it.leaderId)).map((it) => it.delegateId),
      ...led.filter((it) => it.supervisorId === personId).map((it) => it.personId),
    ]);
    const chosen = colleagueFor(`rekan:${round.id}`, personId, units.get(personId) ?? null, peers, leaders);
    const peer = peers.find((it) => it.personId === chosen);
    if (peer) peer.rating++;
    return { capacity: "rekan", respondentId: chosen, aboutId: personId, dueAt, note: chosen === null ? "tanpa_rekan" : null };
  });
}
