import { z } from "zod";
import { capability } from "../../../core/capability.ts";
import type { Letter } from "../../../core/channel.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import { plain } from "../../../core/reply.ts";
import { enrolmentsById } from "../enrolment-store.ts";
import { type Desk, tenantOf } from "../seats/promote.ts";
import type { State } from "../states.ts";
import { className } from "../words.ts";
import { approve, type Case, openCase, undo, undoMinutes } from "./decide.ts";
import { pendingFor } from "./pending.ts";

const texts = {
  confirm: (lines: string) => `Setujui semua permintaan ini?\n${lines}`,
  line: (training: string, names: string[]) => `• ${training}: ${names.join("; ")}`,
  done: (count: number, lines: string) => `${count} permintaan disetujui. Pegawai yang bersangkutan sudah diberi tahu.\n${lines}`,
  notDone: (reasons: string[]) => `Yang tidak disetujui:\n${reasons.map((it) => `• ${it}`).join("\n")}`,
  undoNote: `Keliru? Dapat diurungkan dalam ${undoMinutes} menit.`,
  undo: "Urungkan semua",
  undone: (count: number, lines: string) => `${count} persetujuan diurungkan. Permintaannya menunggu lagi.\n${lines}`,
  notUndone: (reasons: string[]) => `Yang tidak diurungkan:\n${reasons.map((it) => `• ${it}`).join("\n")}`,
  changed: "Daftarnya sudah berubah. Lihat lagi dengan /persetujuan.",
  rest: { label: "Lihat yang lain", call: { capability: "pending_approvals", input: {} } },
  look: { label: "Lihat permintaan", call: { capability: "pending_approvals", input: {} } },
};

const Input = z.object({ enrolments: z.array(z.number().int().positive()).min(1).max(100) });

/** One tap for a leader with twenty staff: what the list showed, and nothing that came after it. */
export const approveAll = capability({
  id: "approve_all",
  about: "Menyetujui semua permintaan pelatihan yang ditampilkan sekaligus.",
  phrases: [],
  roles: ["supervisor"],
  secondFactor: true,
  input: Input,

  async handle(context, { enrolments }) {
    const { id, agency } = context.person as Person;
    const desk: Desk = { ...context, agency };
    if (!context.confirmed) {
      const pending = (await pendingFor(context)).filter((it) => enrolments.includes(it.held.id));
      if (pending.length === 0) return { reply: { text: texts.changed, buttons: [texts.rest] }, code: "changed" };
      return { reply: { text: "" }, ask: { question: texts.confirm(linesOf(pending)), input: { enrolments: pending.map((it) => it.held.id) } } };
    }
    const { done, refusals, letters } = await eachOf(
      desk,
      id,
      enrolments,
      "menunggu_atasan",
      async (it) => (await approve(desk, it, { id, actor: "atasan" })).letters,
    );
    if (done.length === 0) return { reply: { text: [texts.changed, ...refusals].join("\n"), buttons: [texts.rest] }, code: "changed" };
    const text = [texts.done(done.length, linesOf(done)), ...(refusals.length > 0 ? [texts.notDone(refusals)] : []), texts.undoNote].join("\n\n");
    const undoAll = { label: texts.undo, call: { capability: "undo_all", input: { enrolments: done.map((it) => it.held.id) } } };
    return { reply: { text, buttons: [undoAll] }, letters, code: "approved" };
  },
});

/** What was approved together is taken back together, as far as it still can be (F6). */
export const undoAll = capability({
  id: "undo_all",
  about: "Mengurungkan persetujuan yang baru Anda berikan sekaligus, dalam sepuluh menit.",
  phrases: [],
  roles: ["supervisor"],
  input: Input,

  async handle(context, { enrolments }) {
    const { id, agency } = context.person as Person;
    const desk: Desk = { ...context, agency };
    const { done, refusals, letters } = await eachOf(desk, id, enrolments, "terdaftar", (it) => undo(desk, it, { id, actor: "atasan" }));
    const said = [...(done.length > 0 ? [texts.undone(done.length, linesOf(done))] : []), ...(refusals.length > 0 ? [texts.notUndone(refusals)] : [])];
    return { reply: { text: said.join("\n\n"), buttons: [texts.look] }, letters, code: done.length > 0 ? "undone" : "changed" };
  },
});

/** Names by class: the same class twenty times would fill a telephone. */
function linesOf(all: Pick<Case, "of" | "name">[]): string {
  const classes = [...Map.groupBy(all, (it) => it.of.class.id).values()];
  return classes
    .map((group) =>
      texts.line(
        className((group[0] as Case).of),
        group.map((it) => `*${plain(it.name)}*`),
      ),
    )
    .join("\n");
}

/** One after the other; what has been settled since the list was shown keeps no other from being done, and is said. */
async function eachOf(desk: Desk, id: number, enrolments: number[], state: State, decide: (it: Case) => Promise<Letter[]>) {
  const [done, letters, refusals]: [Case[], Letter[], Set<string>] = [[], [], new Set()];
  // In the order of their classes, as every lock on several of them: two leaders at once then wait for each other, never for ever.
  const asked = (await enrolmentsById(desk.db, tenantOf(desk), enrolments)).toSorted((a, b) => a.classId - b.classId || a.id - b.id);
  for (const held of asked) {
    try {
      const it = await openCase(desk, held.id, { id, actor: "atasan" }, [state]);
      letters.push(...(await decide(it)));
      done.push(it);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      refusals.add(error.say);
    }
  }
  return { done, letters, refusals: [...refusals] };
}
