import type { Letter } from "../../../core/channel.ts";
import { plain } from "../../../core/reply.ts";
import { type ClassOf, entryEnd } from "../../enrolment/class-of.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import { className, moment, whenAndWhere } from "../../enrolment/words.ts";
import { grantsOf } from "../../people/grants.ts";
import { lettersTo } from "../../people/link/letters.ts";
import { markCalled, quotasOf, saveQuotas } from "./quota-store.ts";

const texts = {
  letter: (unit: string, seats: number, name: string, when: string, until: string) =>
    `BKPSDM meminta ${seats} nama dari ${unit} untuk ${name}.\n${when}${until}`,
  until: (when: string) => `\nUsulan ditunggu sampai ${when}.`,
  propose: "Usulkan nama",
};

/** A unit with the seats it may propose names for. */
export interface NamedQuota {
  unitId: number;
  unit: string;
  seats: number;
}

/** Keeps quotas and asks the units for names, if the class is open; `silent`: units where no staff officer has a chat. */
export async function applyQuotas(desk: Desk, of: ClassOf, quotas: NamedQuota[]): Promise<{ letters: Letter[]; silent: string[] }> {
  await saveQuotas(desk.db, tenantOf(desk), of.class.id, quotas);
  return of.class.status === "dibuka" ? call(desk, of) : { letters: [], silent: [] };
}

/** Asks the units that have a quota and were not yet asked: when a class opens. */
export const callUnits = async (desk: Desk, of: ClassOf): Promise<Letter[]> => (await call(desk, of)).letters;

async function call(desk: Desk, of: ClassOf): Promise<{ letters: Letter[]; silent: string[] }> {
  const { db, now, agency } = desk;
  const tenant = tenantOf(desk);
  const due = (await quotasOf(db, tenant, [of.class.id])).filter((it) => !it.called);
  const officers = due.length === 0 ? [] : (await grantsOf(db, tenant, now)).filter((it) => it.role === "unit_officer");
  const end = entryEnd(of);
  const until = end === null ? "" : texts.until(moment(end, agency.zone, of.class.zone));
  const button = { label: texts.propose, call: { capability: "nominate", input: { class: of.class.id } } };
  const letters: Letter[] = [];
  const silent: string[] = [];
  for (const { unitId, unit, seats } of due) {
    const reply = { text: texts.letter(plain(unit), seats, className(of), whenAndWhere(of, agency.zone), until), buttons: [button] };
    const before = letters.length;
    for (const { personId } of officers.filter((it) => it.unitId === unitId)) {
      const key = `quota:${of.class.id}:${unitId}:${personId}:${seats}:${now.epochMilliseconds}`;
      letters.push(...(await lettersTo(db, { ...tenant, personId }, { key, intent: "notice", now, reply })));
    }
    if (letters.length === before) silent.push(unit);
  }
  const unitIds = due.map((it) => it.unitId);
  await markCalled(db, tenant, of.class.id, unitIds, now);
  return { letters, silent };
}
