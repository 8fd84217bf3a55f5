import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OpenDatabase } from "../../src/db/open.ts";
import { dictionaryFiles, syncDictionary } from "../../src/features/competency/dictionary/shipped.ts";
import { evidenceOf } from "../../src/features/competency/gap/evidence-store.ts";
import { gapItem } from "../../src/features/competency/gap/gap.ts";
import { type TotalCell, totalsIn } from "../../src/features/feedback/measure/fact-store.ts";
import { factsOf } from "../../src/features/feedback/measure/facts.ts";
import { organiseCapabilities } from "../../src/features/organise/capabilities.ts";
import { type AskWorld, openAskWorld } from "../features/feedback/ask/ask-world.ts";
import { testDatabases } from "../world.ts";
import { buildCity, type CityIds, tenant } from "./build-city.ts";
import { answerFaults, groupsOf, letterFaults, mostReminded, smallFaults } from "./check-year.ts";
import { type CityPlan, planCity } from "./city-plan.ts";
import { enterCity } from "./enter-city.ts";
import { fastYear } from "./fast-year.ts";
import { fullYear, type Sent } from "./full-year.ts";
import { allHanded, competency } from "./handed.ts";
import { lightYear } from "./light-year.ts";
import { requestRows } from "./rows.ts";

/** Six classes, some so small that fewer than five answer. */
const facts = { people: 150, units: 10, trainings: 4, runs: [1, 2] as [number, number], seats: [4, 9] as [number, number], days: 9, bias: 1, unseenBias: 0 };
const seed = 7;
const afterwards = Temporal.Instant.from("2027-09-01T02:00:00Z");

describe.each(testDatabases())("a small simulated city, from the end of its classes to the 90 days, on $name", (database) => {
  let world: AskWorld;
  let plan: CityPlan;
  let ids: CityIds;
  let sent: Sent[];

  beforeAll(async () => {
    world = await openAskWorld(database, organiseCapabilities("https://asn.contoh.go.id"));
    plan = planCity(seed, facts);
    const entered = await enterCity(world, plan);
    ids = entered.ids;
    sent = await fullYear(world, plan, entered);
  }, 600_000);
  afterAll(() => world.close());

  it("is worth looking at", () => {
    expect(plan.classes.length).toBe(6);
    expect(plan.trainings.some((one) => one.zero && plan.classes.some((it) => it.training === one))).toBe(true);
    expect(sent.length).toBeGreaterThan(60);
  });

  it("hears nothing at night, nothing twice, one letter a day at most and two reminders", async () => {
    expect(letterFaults(sent)).toEqual([]);
    expect(await mostReminded(world.db)).toBe(2);
  });

  it("has every answer as it was meant, once", async () => {
    const rows = await requestRows(world.db, ids);
    expect(answerFaults(rows, plan)).toEqual([]);
    expect(rows.filter((it) => it.done).length).toBe(allHanded(plan).length);
  });

  it("tells of nobody in a group of fewer than five", async () => {
    const { faults, shown, hidden } = await smallFaults(world.db, groupsOf(plan, ids), afterwards);
    expect(faults).toEqual([]);
    expect(shown).toBeGreaterThan(20);
    expect(hidden).toBeGreaterThan(5);
  });

  it("calls no training effective that has no effect", async () => {
    const still = plan.trainings.filter((it) => it.zero);
    const told = [];
    for (const it of still) {
      const { parts } = await factsOf(world.db, tenant, { kind: "pelatihan", id: ids.trainings[it.n] ?? 0 }, null, afterwards);
      told.push(...parts.flatMap((part) => part.measures.filter((one) => one.measure === "=belajar" && one.estimate)));
    }
    expect(told.length).toBeGreaterThan(0);
    for (const { estimate } of told) expect([(estimate?.low ?? 1) <= 0, (estimate?.high ?? -1) >= 0]).toEqual([true, true]);
  });

  it("moves gaps by answers about behaviour and by nothing else", async () => {
    const rows = await requestRows(world.db, ids);
    const rated = rows.filter((it) => it.done && it.step === "perilaku" && typeof it.answers[`perilaku.${competency}`] === "number");
    const evidence = await evidenceOf(world.db, tenant, ids.people);
    expect(evidence.length).toBe(rated.length);
    expect(new Set(evidence.map((it) => it.source.replace(/Pelatihan Contoh \d+/, "X")))).toEqual(
      new Set(["penilaian perilaku 30 hari setelah X", "penilaian perilaku 90 hari setelah X"]),
    );
    const held = async (n: number) => {
      const own = await evidenceOf(world.db, tenant, [ids.people[n] ?? 0]);
      return gapItem({ id: competency, name: "", kind: "teknis" }, 4, 1, own, "2027-09-01").held;
    };
    const moved = new Set(rated.filter((it) => it.capacity === "peserta").map((it) => it.about));
    const reacted = plan.classes.flatMap((it) => it.seats).filter((it) => it.answersReaction && !rated.some((one) => one.about === it.citizen.n));
    expect(moved.size).toBeGreaterThan(5);
    for (const n of moved) expect(await held(n)).not.toBe(null);
    for (const it of reacted) expect(await held(it.citizen.n)).toBe(null);
  });

  it("is the city that the fast path writes: same rows, same figures", async () => {
    const other: OpenDatabase = await database.open();
    await syncDictionary(other.db, tenant.cell, dictionaryFiles(), Temporal.Instant.from("2026-11-22T02:00:00Z"));
    const fast = await buildCity(other.db, plan);
    await fastYear(other.db, plan, fast);
    expect(await requestRows(other.db, fast)).toEqual(await requestRows(world.db, ids));
    await other.close();
  });

  it("is the city that is reckoned without a base: same blocks, same totals", async () => {
    const told = (cells: TotalCell[]) =>
      cells
        .map(({ part, measure, asked, answered, total, squares }) => [part, measure, asked, answered, total.toFixed(6), squares.toFixed(6)].join(" "))
        .sort();
    const kept = await totalsIn(world.db, tenant, { kind: "kota" }, null);
    expect(kept.length).toBeGreaterThan(50);
    expect(told(lightYear(plan).cells)).toEqual(told(kept));
  });
});
