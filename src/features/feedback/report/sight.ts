import type { Context } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import { localDate } from "../../../core/time.ts";
import { unitsInCareOf } from "../../people/grants.ts";
import type { Group } from "../measure/fact-store.ts";
import type { Facts, MeasureFact } from "../measure/facts.ts";
import { ownClasses, unitsLedBy } from "./group-store.ts";

const texts = {
  forbidden: "Hasil evaluasi itu hanya untuk petugas BKPSDM. Pemateri melihat kelasnya sendiri, dan pimpinan melihat unitnya sendiri.",
};

/** Of what somebody may see results. `all`: an officer of the city. */
export interface Sight {
  all: boolean;
  /** Classes in which they spoke. */
  classes: number[];
  /** Units that they lead or care for. */
  units: number[];
}

/** Judged at every look: who spoke, leads and cares for whom today. */
export async function sightOf({ db, cell, now, person }: Context): Promise<Sight> {
  const { id, agency, roles } = person as Person;
  if (roles.includes("officer")) return { all: true, classes: [], units: [] };
  const subject = { cell, agencyId: agency.id, personId: id };
  const led = roles.includes("supervisor") ? await unitsLedBy(db, subject, localDate(now, agency.zone)) : [];
  const cared = roles.includes("unit_officer") ? await unitsInCareOf(db, subject, now) : [];
  return { all: false, classes: await ownClasses(db, subject), units: [...new Set([...led, ...cared])] };
}

/** Throws `Fault` where the results of a group are nothing for this person. */
export function mustSee(sight: Sight, group: Group): void {
  const own = (group.kind === "kelas" && sight.classes.includes(group.id)) || (group.kind === "unit" && sight.units.includes(group.id));
  if (!sight.all && !own) throw new Fault("forbidden", texts.forbidden, { kind: group.kind });
}

/** A speaker hears of the reaction to speaking and material, and of nothing that the participants do at work. */
const forSpeakers = ["pembicara", "materi"];

/** What of the facts is for this person. */
export function narrowed(facts: Facts, sight: Sight): Facts {
  if (sight.all || facts.group.kind !== "kelas") return facts;
  const parts = facts.parts
    .filter((it) => it.step === "reaksi")
    .map((part) => ({ ...part, measures: part.measures.filter((it) => forSpeakers.includes(it.topic)) }));
  const { before } = facts;
  if (before?.group.kind !== "kelas" || sight.classes.includes(before.group.id)) return { ...facts, parts };
  // What came before was taught by somebody else, and a difference would tell of it.
  const alone = ({ change: _, former: __, ...fact }: MeasureFact): MeasureFact => fact;
  return { ...facts, before: null, parts: parts.map((part) => ({ ...part, measures: part.measures.map(alone) })) };
}
