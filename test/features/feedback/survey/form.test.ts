import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Competency } from "../../../../src/features/competency/dictionary/dictionary.ts";
import { type Form, handedIn, isOffered, type Move, moved, openQuestion, questionsOf } from "../../../../src/features/feedback/survey/form.ts";
import type { Progress } from "../../../../src/features/feedback/survey/request-store.ts";
import type { Answer, Answers, Item, Survey } from "../../../../src/features/feedback/survey/survey.ts";

const steps = (count: number) => Array.from({ length: count }, (_, at) => ({ value: at + 1, label: `Langkah ${at + 1}` }));
const competency = (id: string, kind: Competency["kind"]): Competency => ({
  id,
  name: id,
  kind,
  about: "Contoh.",
  question: "Yang biasanya dilakukan:",
  levels: Array.from({ length: 5 }, (_, at) => ({ choice: `${id} level ${at + 1}`, behaviour: `Perilaku level ${at + 1}.` })),
});
const surveyOf = (items: Item[]): Survey => ({ slug: "contoh", level: 3, title: "Contoh", intro: "Contoh survei.", items });
const fresh: Progress = { answers: {}, atItem: null, step: 0 };
const item = (it: Partial<Item> & Pick<Item, "id" | "kind">): Item => ({ ask: "Apa?", optional: false, ...it }) as Item;

const branching: Form = {
  survey: surveyOf([
    item({ id: "terap", kind: "scale", choices: steps(5) } as Item),
    item({
      id: "hambatan",
      kind: "multiple",
      choices: ["waktu", "alat", "tidak_ada"].map((it) => ({ value: it, label: it, ...(it === "tidak_ada" && { alone: true }) })),
      when: { item: "terap", atMost: 3 },
    } as Item),
    item({ id: "sejak", kind: "number", least: 0, most: 30, when: { item: "hambatan", is: ["waktu"] }, optional: true } as Item),
    item({
      id: "cara",
      kind: "single",
      choices: [
        { value: "a", label: "A" },
        { value: "b", label: "B" },
      ],
      when: { item: "terap", atLeast: 4 },
    } as Item),
    item({
      id: "isi",
      kind: "matrix",
      rows: [
        { id: "satu", ask: "Satu?" },
        { id: "dua", ask: "Dua?" },
      ],
      choices: steps(3),
      when: { item: "cara", is: ["b"] },
    } as Item),
    item({ id: "perilaku", kind: "behaviour", optional: true }),
    item({ id: "tampak", kind: "scale", choices: steps(4), capacities: ["atasan"] } as Item),
    item({ id: "nps", kind: "nps" }),
    item({ id: "saran", kind: "text", most: 50, optional: true } as Item),
  ]),
  capacity: "peserta",
  competencies: [competency("integritas", "manajerial"), competency("tik-dasar", "teknis")],
};

const keysOf = (form: Form, answers: Answers) => questionsOf(form, answers).map((it) => it.key);

describe("the questions of a form", () => {
  it("follow the answers, one for each row and competency, and only for whom they are", () => {
    expect(keysOf(branching, {})).toEqual(["terap", "perilaku.integritas", "perilaku.tik-dasar", "nps", "saran"]);
    expect(keysOf(branching, { terap: 2 })).toContain("hambatan");
    expect(keysOf(branching, { terap: 2, hambatan: ["alat", "waktu"] })).toContain("sejak");
    expect(keysOf(branching, { terap: 5, cara: "b" })).toEqual([
      "terap",
      "cara",
      "isi.satu",
      "isi.dua",
      "perilaku.integritas",
      "perilaku.tik-dasar",
      "nps",
      "saran",
    ]);
    expect(keysOf({ ...branching, capacity: "atasan" }, {})).toContain("tampak");
  });

  it("rest on nothing that is not asked any more", () => {
    // `sejak` was asked because of an obstacle that is not asked of who applies it often.
    const answers = { terap: 5, hambatan: ["waktu"], sejak: 4, cara: "a", "isi.satu": 1, nps: 8 };
    expect(keysOf(branching, answers)).not.toContain("sejak");
    expect(handedIn(branching, answers)).toEqual({ terap: 5, cara: "a", nps: 8 });
  });

  it("know their own answers, and nothing that only looks like one", () => {
    const of = (key: string) => questionsOf(branching, { terap: 1, hambatan: ["waktu"] }).find((it) => it.key === key);
    const offered = (key: string, value: Answer) => {
      const question = of(key);
      if (!question) throw new Error(`no question ${key}`);
      return isOffered(question, value);
    };
    expect([0, 3, 6, 2.5, "3", null].map((it) => offered("terap", it))).toEqual([false, true, false, false, false, false]);
    expect([["waktu"], ["waktu", "waktu"], [], ["tidak_ada"], ["tidak_ada", "waktu"], "waktu"].map((it) => offered("hambatan", it))).toEqual([
      true,
      false,
      false,
      true,
      false,
      false,
    ]);
    expect([0, 10, 11, -1, 7.5].map((it) => offered("nps", it))).toEqual([true, true, false, false, false]);
    expect([0, 5].map((it) => offered("perilaku.integritas", it))).toEqual([false, true]);
    expect([0, 5].map((it) => offered("perilaku.tik-dasar", it))).toEqual([true, true]);
    expect(["a", " ", "x".repeat(51)].map((it) => offered("saran", it))).toEqual([true, false, false]);
    expect(questionsOf(branching, { constructor: 3 } as Answers)).toHaveLength(5);
  });
});

describe("moving through a form", () => {
  const walked = (form: Form, moves: Move[], from = fresh): Progress =>
    moves.reduce((at, move) => {
      const next = moved(form, at, move);
      if (!next) throw new Error(`not taken: ${JSON.stringify(move)}`);
      return next;
    }, from);

  it("goes back one by one, and after a change straight on to what is left", () => {
    const two = walked(branching, [
      { act: "answer", value: 5 },
      { act: "answer", value: "a" },
    ]);
    expect(openQuestion(branching, two)?.question.key).toBe("perilaku.integritas");
    const back = walked(branching, [{ act: "back" }, { act: "back" }], two);
    expect(openQuestion(branching, back)).toMatchObject({ question: { key: "terap" }, place: 1, of: 6 });
    expect(moved(branching, back, { act: "back" })).toBeNull();
    expect(openQuestion(branching, walked(branching, [{ act: "answer", value: 4 }], back))?.question.key).toBe("perilaku.integritas");
  });

  it("puts choices in and out until it is done, and one that goes alone puts the others out", () => {
    const low = walked(branching, [{ act: "answer", value: 2 }]);
    const both = walked(
      branching,
      [
        { act: "choose", value: "alat" },
        { act: "choose", value: "waktu" },
      ],
      low,
    );
    expect([both.answers.hambatan, openQuestion(branching, both)?.question.key]).toEqual([["waktu", "alat"], "hambatan"]);
    expect(walked(branching, [{ act: "choose", value: "tidak_ada" }], both).answers.hambatan).toEqual(["tidak_ada"]);
    expect(
      walked(
        branching,
        [
          { act: "choose", value: "tidak_ada" },
          { act: "choose", value: "alat" },
        ],
        both,
      ).answers.hambatan,
    ).toEqual(["alat"]);
    const none = walked(
      branching,
      [
        { act: "choose", value: "alat" },
        { act: "choose", value: "alat" },
      ],
      low,
    );
    expect(none.answers).toEqual({ terap: 2 });
    expect(moved(branching, none, { act: "done" })).toBeNull();
    expect(openQuestion(branching, walked(branching, [{ act: "done" }], both))?.question.key).toBe("sejak");
  });

  it("skips only what may be left out, and changes any answer before sending", () => {
    expect(moved(branching, fresh, { act: "skip" })).toBeNull();
    const all = walked(branching, [
      { act: "answer", value: 5 },
      { act: "answer", value: "a" },
      { act: "skip" },
      { act: "answer", value: 0 },
      { act: "answer", value: 9 },
      { act: "skip" },
    ]);
    expect(openQuestion(branching, all)).toBeNull();
    expect(handedIn(branching, all.answers)).toEqual({ terap: 5, cara: "a", "perilaku.integritas": null, "perilaku.tik-dasar": 0, nps: 9, saran: null });
    expect(moved(branching, all, { act: "change", key: "hambatan" })).toBeNull();
    const changed = walked(
      branching,
      [
        { act: "change", key: "terap" },
        { act: "answer", value: 1 },
      ],
      all,
    );
    expect(openQuestion(branching, changed)?.question.key).toBe("hambatan");
  });

  it("ends, whatever somebody did in between, in what the last answers alone say", () => {
    fc.assert(
      fc.property(anyForm, fc.array(fc.tuple(fc.nat(9), fc.nat(20)), { maxLength: 60 }), (form, doings) => {
        let at = fresh;
        /** Independent of the form's own state: for each key what was said last. */
        const last: Answers = {};
        for (const [what, pick] of doings) {
          // Leaving and coming back: nothing but what is stored survives.
          at = JSON.parse(JSON.stringify(at)) as Progress;
          const open = openQuestion(form, at)?.question;
          const move = anyMove(form, at, what, pick);
          const next = moved(form, at, move);
          if (!next) continue;
          expect(next.step).toBe(at.step + 1);
          if (open && move.act === "answer") last[open.key] = move.value;
          if (open && move.act === "skip") last[open.key] = null;
          if (open && move.act === "choose") {
            const chosen = next.answers[open.key];
            if (chosen === undefined) delete last[open.key];
            else last[open.key] = chosen;
          }
          at = next;
        }
        expect(at.answers).toEqual(last);
        expect(handedIn(form, at.answers)).toEqual(spoken(form, last));
        // What is left to ask does not depend on the way either.
        const left = openQuestion(form, { ...at, atItem: null })?.question.key;
        expect(left).toBe(openQuestion(form, { answers: last, atItem: null, step: 0 })?.question.key);
        for (const key of Object.keys(handedIn(form, at.answers))) expect(keysOf(form, at.answers)).toContain(key);
      }),
      { numRuns: 400 },
    );
  });
});

/** Forms whose items ask in a row of one another; conditions reach back to any of them. */
const anyForm: fc.Arbitrary<Form> = fc
  .array(
    fc.record({
      kind: fc.constantFrom("scale", "multiple", "nps", "text", "single"),
      optional: fc.boolean(),
      on: fc.option(fc.nat(10)),
      at: fc.integer({ min: 1, max: 4 }),
    }),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((drafts) => {
    const items = drafts.map(({ kind, optional }, at): Item => {
      const base = { id: `b${at}`, ask: "Apa?", optional };
      if (kind === "scale") return { ...base, kind, choices: steps(4) };
      if (kind === "single") return { ...base, kind, choices: steps(3) };
      if (kind === "multiple")
        return { ...base, kind, choices: ["1", "2", "3"].map((value) => ({ value, label: `Pilihan ${value}`, ...(value === "3" && { alone: true }) })) };
      return kind === "text" ? { ...base, kind, most: 100 } : { ...base, kind: "nps" };
    });
    const withConditions = items.map((it, at): Item => {
      const { on, at: bound } = drafts[at] as { on: number | null; at: number };
      const earlier = on === null || at === 0 ? undefined : items[on % at];
      if (!earlier || earlier.kind === "text") return it;
      if (earlier.kind === "multiple") return { ...it, when: { item: earlier.id, is: [String(Math.min(bound, 3))] } };
      return { ...it, when: earlier.kind === "single" ? { item: earlier.id, is: [Math.min(bound, 3)] } : { item: earlier.id, atLeast: bound } };
    });
    return { survey: surveyOf(withConditions), capacity: "peserta", competencies: [] };
  });

function anyMove(form: Form, at: Progress, what: number, pick: number): Move {
  const open = openQuestion(form, at)?.question;
  if (what === 0) return { act: "back" };
  if (what === 1) return { act: "skip" };
  if (what === 2) return { act: "done" };
  if (what === 3) return { act: "change", key: keysOf(form, at.answers)[pick % Math.max(1, keysOf(form, at.answers).length)] ?? "" };
  if (open?.item.kind === "multiple") return { act: "choose", value: String((pick % 3) + 1) };
  return { act: "answer", value: open?.item.kind === "text" ? `kata ${pick}` : pick % 6 };
}

/** Written apart from the form: which of the last answers count, by the conditions alone. */
function spoken({ survey }: Form, last: Answers): Answers {
  const counts: Answers = {};
  for (const it of survey.items) {
    const on = it.when && counts[it.when.item];
    const fits =
      !it.when ||
      (on !== undefined &&
        on !== null &&
        (it.when.is ? [on].flat().some((one) => it.when?.is?.includes(one)) : typeof on === "number" && on >= (it.when.atLeast ?? Number.POSITIVE_INFINITY)));
    const own = last[it.id];
    if (fits && own !== undefined) counts[it.id] = own;
  }
  return counts;
}
