import type { Context, Outcome } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import type { Call } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { personNamed } from "../../competency/team-list.ts";
import { type ClassOf, loadClasses } from "../class-of.ts";
import { enrolmentsOf } from "../enrolment-store.ts";
import { classButtons } from "../schedule/class-buttons.ts";
import { type Desk, tenantOf } from "../seats/promote.ts";

const texts = {
  none: "Ini untuk peserta kelas. Saat ini Anda belum terdaftar di kelas yang akan atau sedang berjalan.",
  which: "Untuk kelas yang mana?",
  status: { label: "Status saya", call: { capability: "my_enrolments", input: {} } },
};

/** Days after a class in which its participants still get at what belongs to it. */
const afterDays = 30;

/**
 * Does something for a class that the person takes part in: the one that is named or the only one, else asks which. `again`: the call with
 * the class chosen. `lately`: also one that is over, for some weeks.
 */
export async function inOwnClass(
  context: Context,
  { class: id, words = "", lately = false }: { class?: number | undefined; words?: string | undefined; lately?: boolean },
  again: (classId: number) => Call,
  work: (of: ClassOf, desk: Desk) => Promise<Outcome>,
): Promise<Outcome> {
  const { id: personId, agency } = context.person as Person;
  const desk: Desk = { ...context, agency };
  const tenant = tenantOf(desk);
  const taking = (await enrolmentsOf(context.db, tenant, personId)).filter((it) => it.state === "terdaftar" || (lately && it.state === "selesai"));
  const classes = await loadClasses(
    context.db,
    tenant,
    taking.map((it) => it.classId),
  );
  const since = Temporal.PlainDate.from(localDate(context.now, agency.zone))
    .subtract({ days: lately ? afterDays : 0 })
    .toString();
  const current = [...classes.values()].filter(
    (it) => (id === undefined || it.class.id === id) && it.class.status !== "batal" && (it.class.endsOn === null || it.class.endsOn >= since),
  );
  const named =
    words === ""
      ? []
      : personNamed(
          words,
          current.map((of) => ({ of, name: `${of.training.name} ${of.class.name ?? ""} ${of.class.code}` })),
        ).map((it) => it.of);
  const left = named.length > 0 ? named : current;
  const [only, second] = left;
  if (!only) return { reply: { text: texts.none, buttons: [texts.status] }, code: "none" };
  if (second) return { reply: { text: texts.which, buttons: classButtons(left, agency.zone, (it) => again(it.class.id)) }, code: "which" };
  return work(only, desk);
}
