import type { Letter } from "../../../core/channel.ts";
import type { Agency } from "../../../core/person.ts";
import { plain } from "../../../core/reply.ts";
import type { Database } from "../../../db/database.ts";
import { addressesOf } from "../../people/link/letters.ts";
import { loadClass } from "../class-of.ts";
import { enrolmentsIn } from "../enrolment-store.ts";
import type { Round } from "../seats/lapse.ts";
import { everyCity } from "../seats/lapse-store.ts";
import { className } from "../words.ts";
import { claimMaterial, type Material } from "./material-store.ts";

const texts = {
  one: (name: string, title: string, link: string) => `Materi ${name}:\n*${title}*\n${link}\n\nDapat dibuka lagi kapan saja: /materi.`,
};

/**
 * Gives what is due to everybody who takes part, once; the number of letters. One material is part of the class, so no consent to
 * reminders is asked. One that fails keeps no other back; the faults are the job's afterwards, as one `AggregateError`.
 */
export async function giveMaterials(round: Round): Promise<number> {
  const cities = new Map((await everyCity(round.db)).map((it) => [it.id, it]));
  const faults: Error[] = [];
  const tried: number[] = [];
  let all = 0;
  for (let found = true; found; ) {
    const before = tried.length;
    const give = round.db.transaction(async (tx) => {
      const due = await claimMaterial(tx, round.cell, round.now, tried);
      if (!due) return 0;
      tried.push(due.id);
      const agency = cities.get(due.agencyId);
      const letters = agency ? await lettersFor(tx, round, agency, due) : [];
      await round.put(tx, letters);
      return letters.length;
    });
    all += await give.catch((error: Error) => faults.push(error) * 0);
    found = tried.length > before;
  }
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} materials not given out: ${faults[0]?.message}`);
  return all;
}

async function lettersFor(tx: Database, { cell, now }: Round, agency: Agency, { id, classId, title, link }: Material): Promise<Letter[]> {
  const tenant = { cell, agencyId: agency.id };
  const of = await loadClass(tx, tenant, classId);
  if (!of) return [];
  const taking = (await enrolmentsIn(tx, tenant, classId)).filter((it) => it.state === "terdaftar" || it.state === "selesai");
  const addresses = await addressesOf(
    tx,
    tenant,
    taking.map((it) => it.personId),
    now,
  );
  const reply = { text: texts.one(className(of), plain(title), plain(link)) };
  return taking.flatMap(({ personId }): Letter[] => {
    const to = addresses.get(personId);
    return to ? [{ key: `materi:${agency.id}:${id}:${personId}`, to, intent: "notice", reply }] : [];
  });
}
