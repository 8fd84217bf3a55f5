import type { Letter } from "../../../core/channel.ts";
import type { Agency } from "../../../core/person.ts";
import { plain } from "../../../core/reply.ts";
import type { Database } from "../../../db/database.ts";
import { addressesOf } from "../../people/link/letters.ts";
import { loadClass } from "../class-of.ts";
import { enrolmentsIn } from "../enrolment-store.ts";
import type { Round } from "../lapse.ts";
import { everyCity } from "../lapse-store.ts";
import { className } from "../words.ts";
import { claimMaterials, type Material } from "./material-store.ts";

const texts = {
  one: (name: string, title: string, link: string) => `Materi ${name}:\n*${title}*\n${link}\n\nDapat dibuka lagi kapan saja: /materi.`,
};

/** Gives what is due to everybody who takes part, once; the number of letters. One material is part of the class, so no consent to reminders is asked. */
export async function giveMaterials(round: Round): Promise<number> {
  const cities = new Map((await everyCity(round.db)).map((it) => [it.id, it]));
  for (let all = 0; ; ) {
    const { found, count } = await round.db.transaction(async (tx) => {
      const [due] = await claimMaterials(tx, round.cell, round.now, 1);
      const agency = due && cities.get(due.agencyId);
      const letters = agency ? await lettersFor(tx, round, agency, due) : [];
      await round.put(tx, letters);
      return { found: due !== undefined, count: letters.length };
    });
    all += count;
    if (!found) return all;
  }
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
