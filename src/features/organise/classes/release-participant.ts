import { z } from "zod";
import { capability, type Outcome } from "../../../core/capability.ts";
import { plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { peopleButtons } from "../../competency/team-list.ts";
import { enrolmentsIn } from "../../enrolment/enrolment-store.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import { states } from "../../enrolment/states.ts";
import { className } from "../../enrolment/words.ts";
import { type Brief, briefsOf, fullName } from "../../people/person-store.ts";
import { release } from "../release.ts";
import { classFor, deskOf, forOthers, sheetButton } from "./class-desk.ts";

const texts = {
  who: (name: string) => `Siapa yang dilepas dari ${name}?`,
  nobody: (name: string) => `Tidak ada orang yang dapat dilepas dari ${name}.`,
  why: (name: string) => `Apa alasannya *${name}* dilepas? Yang bersangkutan akan membacanya.`,
  confirm: (name: string, training: string, reason: string) =>
    `Lepaskan *${name}* dari ${training}?\nAlasan: ${reason}\nKursinya diberikan kepada yang menunggu.`,
  done: (name: string, training: string) => `*${name}* dilepas dari ${training} dan sudah diberi tahu alasannya.`,
};

/** Takes one participant out of a class, with the reason; never the officer's own person. */
export const releaseParticipant = capability({
  id: "release_participant",
  about: "Melepas seorang peserta dari satu kelas, dengan alasan.",
  phrases: [],
  roles: ["officer"],
  input: z.object({
    class: z.number().int().positive(),
    person: z.number().int().positive().optional(),
    reason: z.string().trim().max(300, "Terlalu panjang. Mohon dipendekkan.").optional(),
    after: z.number().int().min(0).default(0),
  }),

  async handle(context, { class: id, person, reason, after }) {
    const desk = deskOf(context);
    const officerId = context.person?.id ?? null;
    const of = await classFor(desk, id);
    const people = (await inClass(desk, id)).filter((it) => it.brief.id !== officerId);
    const found = people.find((it) => it.brief.id === person);
    if (!found) return choose(className(of), id, people, after);
    const name = plain(fullName(found.brief));
    const looked = [found.brief.id];
    if (reason === undefined || reason.length < 3) {
      return {
        reply: { text: texts.why(name) },
        looked,
        awaits: { capability: "release_participant", input: { class: id, person }, field: "reason" },
        code: "reason",
      };
    }
    if (!context.confirmed) {
      const question = texts.confirm(name, className(of), plain(reason));
      return { reply: { text: "" }, looked, ask: { question, input: { class: id, person, reason } } };
    }
    const letters = await release(desk, { classId: id, personId: found.brief.id, officerId, reason });
    return { reply: { text: texts.done(name, className(of)), buttons: [sheetButton(id)] }, letters, looked, code: "released" };
  },
});

interface InClass {
  brief: Brief;
  said: string;
}

function choose(name: string, id: number, people: InClass[], after: number): Outcome {
  if (people.length === 0) return { reply: { text: texts.nobody(name), buttons: [sheetButton(id)] }, code: "nobody" };
  const said = new Map(people.map((it) => [it.brief.id, it.said]));
  const buttons = peopleButtons(
    people.map((it) => it.brief),
    after,
    (it) => said.get(it.id) ?? "",
    (it) => ({ capability: "release_participant", input: { class: id, person: it.id } }),
    (from) => ({ capability: "release_participant", input: { class: id, after: from } }),
  );
  return { reply: { text: texts.who(name), buttons }, looked: people.map((it) => it.brief.id), code: "who" };
}

async function inClass(desk: Desk, classId: number): Promise<InClass[]> {
  const open = (await enrolmentsIn(desk.db, tenantOf(desk), classId)).filter((it) => states[it.state].open);
  const people = await briefsOf(
    desk.db,
    tenantOf(desk),
    open.map((it) => it.personId),
    localDate(desk.now, desk.agency.zone),
  );
  return open.flatMap((it) => {
    const brief = people.find((one) => one.id === it.personId);
    return brief ? [{ brief, said: forOthers(states[it.state].words) }] : [];
  });
}
