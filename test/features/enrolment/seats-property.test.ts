import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Fault } from "../../../src/core/fault.ts";
import type { Subject } from "../../../src/core/personal-data.ts";
import type { Call } from "../../../src/core/reply.ts";
import { enrolmentIn, enrolmentsIn } from "../../../src/features/enrolment/enrolment-store.ts";
import { states } from "../../../src/features/enrolment/states.ts";
import { testDatabases } from "../../world.ts";
import { type EnrolmentWorld, openEnrolmentWorld, tenant } from "./enrolment-world.ts";

const acts = ["enter", "leave", "accept", "skip", "approve", "refuse", "undo"] as const;
const step = fc.record({ who: fc.integer({ min: 0, max: 5 }), act: fc.constantFrom(...acts) });

/** Anybody may try anything at any time: what is not theirs to do is refused, and the seats stay right. */
describe.each(testDatabases().filter((it) => it.name === "embedded"))("seats under anything that people do", (database) => {
  let world: EnrolmentWorld;
  beforeAll(async () => {
    world = await openEnrolmentWorld(database);
  });
  afterAll(() => world.close());

  it("are never oversold, never left empty while somebody waits, and always counted right", { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 30 }),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom("atasan" as const, "tanpa" as const),
        async (steps, seats, approval) => {
          await world.afresh();
          const leader = await world.person("Rahma Contoh");
          const people: Subject[] = [];
          for (let n = 0; n < 6; n++) people.push(await world.person(`Peserta ${n}`, { leader }));
          const id = await world.classOf(await world.training("Pelatihan SPBE Dasar"), { seats, approval });
          for (const { who, act } of steps) {
            const person = people[who] as Subject;
            const enrolment = (await enrolmentIn(world.db, tenant, id, person.personId))?.id ?? 1;
            const call = callOf(act, id, enrolment);
            const actor = act === "approve" || act === "refuse" || act === "undo" ? leader : person;
            await world.performs(actor, call, ["asn", "supervisor"]).catch((error: Error) => expect(error).toBeInstanceOf(Fault));
            const { taken, held } = await world.seatsOf(id);
            const waiting = (await enrolmentsIn(world.db, tenant, id)).filter((it) => it.state === "daftar_tunggu").length;
            expect({ taken, oversold: taken > seats, emptyWhileWaiting: taken < seats && waiting > 0 }).toEqual({
              taken: held,
              oversold: false,
              emptyWhileWaiting: false,
            });
          }
          for (const it of await enrolmentsIn(world.db, tenant, id)) expect(states[it.state]).toBeDefined();
        },
      ),
      { numRuns: 25 },
    );
  });
});

function callOf(act: (typeof acts)[number], classId: number, enrolment: number): Call {
  if (act === "enter") return { capability: "enrol", input: { class: classId } };
  if (act === "leave") return { capability: "cancel_enrolment", input: { enrolment } };
  if (act === "approve") return { capability: "approve_enrolment", input: { enrolment } };
  if (act === "refuse") return { capability: "refuse_enrolment", input: { enrolment, reason: "Ada tugas penting" } };
  if (act === "undo") return { capability: "undo_decision", input: { enrolment } };
  return { capability: "answer_offer", input: { enrolment, accept: act === "accept" } };
}
