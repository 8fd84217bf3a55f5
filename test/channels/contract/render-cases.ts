import fc from "fast-check";
import { expect } from "vitest";
import type { Letter } from "../../../src/core/channel.ts";
import type { Reply } from "../../../src/core/reply.ts";
import type { Cases } from "./cases.ts";
import { anyReply, hardReplies, missingFrom, type WantedFile } from "./replies.ts";
import { type ContractPerson, type ContractWorld, letterTo, sends, talk } from "./world.ts";

/** Begins as a picture must. */
const png = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
const sentRuns = 25;

/** Whatever is to be said arrives whole and within the network's limits. */
export function renderCases({ kind, always }: Cases): void {
  const hasFiles = kind.abilities.has("files out");

  /** Sends it for real and says what the person cannot find on the screen. */
  async function sendAndRead(world: ContractWorld, person: ContractPerson, reply: Reply, wanted: WantedFile[]): Promise<string[]> {
    const files = [];
    for (const { caption, ...it } of hasFiles ? wanted : [])
      files.push({ ...(await world.keeps(person.to, { ...it, bytes: png })), ...(caption && { caption }) });
    const whole = { ...reply, ...(files.length > 0 && { files }) };
    const letter = letterTo(person, whole);
    const parts = planOf(world, letter);
    const before = (await person.screen()).length;
    const sent = await sends(world, letter);
    expect(world.violations()).toEqual([]);
    expect(sent).toEqual(parts.map(() => ({ ok: true, native: expect.stringMatching(/./) })));
    const screen = (await person.screen()).slice(before);
    const got = screen.flatMap((it) => it.files);
    expect(got.map((it) => Buffer.from(it.bytes).equals(png))).toEqual(files.map(() => true));
    return missingFrom(screen, reply, files);
  }

  always("any reply at all is sent as planned: nothing of it is lost, no limit broken", async (world) => {
    const person = await talk(world);
    await fc.assert(
      fc.asyncProperty(anyReply, async ({ reply, files }) => {
        expect(await sendAndRead(world, person, reply, files)).toEqual([]);
      }),
      { numRuns: sentRuns, endOnFailure: true },
    );
  });

  always("the hardest replies too", async (world) => {
    const person = await talk(world);
    const lost: Record<string, string[]> = {};
    for (const reply of hardReplies) {
      const missing = await sendAndRead(world, person, reply, []);
      if (missing.length > 0) lost[JSON.stringify(reply).slice(0, 80)] = missing;
    }
    expect(lost).toEqual({});
  });

  always("a plan is the same every time, plain data, under keys of its own, and leaves its letter alone", async (world) => {
    const to = (await world.person()).to;
    const template = fc.option(fc.record({ name: fc.constant("pengingat"), language: fc.constant("id"), values: fc.array(fc.string()) }), { nil: undefined });
    fc.assert(
      fc.property(anyReply, template, fc.string({ unit: "grapheme", minLength: 1, maxLength: 400 }), ({ reply, files }, approved, key) => {
        const named = files.map((it) => ({ ...it, kind: "document" as const, blob: "b" }));
        planOf(world, letterTo({ to }, { ...reply, files: named }, { key, ...(approved && { template: approved }) }));
      }),
      { numRuns: 100 },
    );
  });
}

function planOf(world: ContractWorld, letter: Letter) {
  const frozen = deepFrozen(letter);
  const parts = world.channel.render(frozen);
  expect(world.channel.render(structuredClone(letter))).toEqual(parts);
  expect(parts.map((it) => it.key)).toEqual(parts.map((_, at) => `${letter.key}#${at}`));
  expect(JSON.parse(JSON.stringify(parts))).toStrictEqual(parts);
  expect(JSON.stringify(parts)).not.toMatch(/\\u0000|\\ud[89a-f]/);
  return parts;
}

/** Writing to it throws. */
function deepFrozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const it of Object.values(value)) deepFrozen(it);
    Object.freeze(value);
  }
  return value;
}
