import type { Letter } from "../../core/channel.ts";
import type { ClassOf } from "./class-of.ts";
import type { Enrolment } from "./enrolment-store.ts";
import { type Desk, lettersAbout } from "./seats/promote.ts";
import { className, moment, whenAndWhere } from "./words.ts";

const texts = {
  called: (name: string, when: string, until: string) =>
    `Anda dipanggil sebagai peserta ${name}.\n${when}\n\nMohon jawabannya sampai ${until}, agar unit sempat mengusulkan pengganti bila Anda berhalangan.`,
  accept: "Bersedia",
  decline: "Tidak bersedia",
};

/** The calls to those who were brought into a class, once working time has begun; before that none. */
export async function callLetters(desk: Desk, of: ClassOf, called: Enrolment[]): Promise<Letter[]> {
  const due = called.filter((it) => it.tellAt === null);
  const notices = due.map((it) => ({ it, about: it.state, reply: replyTo(desk, of, it), personId: it.personId }));
  return (await lettersAbout(desk, notices)).flat();
}

function replyTo({ agency: { zone } }: Desk, of: ClassOf, it: Enrolment): Letter["reply"] {
  const text = texts.called(className(of), whenAndWhere(of, zone), moment(it.dueAt ?? 0, zone, of.class.zone));
  const buttons = [
    { label: texts.accept, call: { capability: "answer_offer", input: { enrolment: it.id, accept: true } } },
    { label: texts.decline, call: { capability: "decline_call", input: { enrolment: it.id } } },
  ];
  return { text, buttons };
}
