import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { giveConsent } from "../../src/features/people/privacy/consent-store.ts";
import { useVersion } from "../../src/features/people/privacy/consent-uses.ts";
import { voiceConsent } from "../../src/features/people/privacy/voice-offer.ts";
import { turnSwitch } from "../../src/llm/city-switch.ts";
import type { Asker } from "../../src/llm/request.ts";
import { createTranscriber, type Transcriber, type TranscriberNeeds } from "../../src/llm/transcribe.ts";
import { monthUse } from "../../src/llm/use-store.ts";
import { recording } from "../recording.ts";
import { silentLog, testDatabases } from "../world.ts";
import { cell, kendari, type LlmWorld, openLlmWorld } from "./llm-world.ts";

const said = { bytes: recording(), kind: { mime: "audio/ogg", extension: "ogg" } } as const;

/** One database: what is written is what any call of a model writes. */
describe("the way of speech to an endpoint", () => {
  let world: LlmWorld;
  let asker: Asker;
  beforeEach(async () => {
    const [database] = testDatabases().slice(-1);
    if (!database) throw new Error("no database");
    world = await openLlmWorld(database);
    asker = await world.asker("Suara Contoh", { answer: null });
  });
  afterEach(() => world.close());

  const transcriberWith = (more: Partial<TranscriberNeeds> = {}): Transcriber =>
    createTranscriber({
      db: world.db,
      cell,
      log: silentLog,
      clock: world.clock.now,
      url: world.fake.url,
      key: "kunci-uji",
      model: "telinga",
      prices: new Map([["", { in: 10, out: 10 }]]),
      limits: { personTokens: 0, cityTokens: 0 },
      timeoutMs: 2_000,
      tryMs: 300,
      pauseMs: 1,
      chance: () => 0,
      consent: ({ agencyId, personId }) => voiceConsent(world.db, { cell, agencyId, personId }),
      ...more,
    });
  const answers = (answer: "yes" | "no", version = useVersion("voice")) =>
    giveConsent(world.db, { cell, agencyId: kendari, personId: asker.personId }, { purpose: "voice", answer, version, channel: "telegram" }, world.clock.now());

  it("sends nothing without the person's own yes to these very words, or where the city has it off", async () => {
    const transcriber = transcriberWith();
    expect(await transcriber.standing(asker)).toBe("ask");
    await answers("yes", "lama");
    expect(await transcriber.standing(asker)).toBe("ask");
    await answers("no");
    expect([await transcriber.standing(asker), await transcriber.transcribe(asker, said, 3)]).toEqual(["no", { kind: "refused", why: "no_consent" }]);
    await answers("yes");
    await turnSwitch(world.db, { cell, agencyId: kendari }, null, null, world.clock.now());
    expect([await transcriber.standing(asker), await transcriber.transcribe(asker, said, 3)]).toEqual(["off", { kind: "refused", why: "city_off" }]);
    expect(world.fake.heard).toEqual([]);
  });

  it("sends the recording and nothing of anybody, under the endpoint's own key", async () => {
    world.fake.key = "kunci-uji";
    await answers("yes");
    expect(await transcriberWith().transcribe(asker, said, 3)).toMatchObject({ kind: "ok", text: world.fake.transcript, usage: { tokensIn: 35, tries: 1 } });
    const [{ headers, speech } = { headers: {}, speech: undefined }] = world.fake.heard;
    expect(speech?.fields).toEqual({ model: "telinga", language: "id", response_format: "json", temperature: 0 });
    expect(Object.keys(headers).filter((it) => /stainless|openai/.test(it))).toEqual([]);
    expect(world.fake.faults).toEqual([]);
  });

  it("counts in the budgets of person and city, by the seconds where the endpoint does not count", async () => {
    await answers("yes");
    world.fake.mood = "without_usage";
    await transcriberWith().transcribe(asker, said, 30);
    const used = await monthUse(world.db, cell, { agencyId: kendari, personId: asker.personId, month: "2026-11-01" });
    expect(used).toMatchObject({ calls: 1, personTokens: 300 + Math.ceil(world.fake.transcript.length / 3) });
    const limits = { personTokens: 320, cityTokens: 0 };
    expect(await transcriberWith({ limits }).transcribe(asker, said, 30)).toEqual({ kind: "refused", why: "person_budget" });
  });

  it("tries again, and then leaves a broken endpoint alone for a while", async () => {
    await answers("yes");
    const transcriber = transcriberWith();
    world.fake.moodsFirst = ["unavailable", "well"];
    expect(await transcriber.transcribe(asker, said, 3)).toMatchObject({ kind: "ok", usage: { tries: 2 } });
    world.fake.mood = "unavailable";
    const outcomes: unknown[] = [];
    for (let count = 0; count < 5; count++) outcomes.push(await transcriber.transcribe(asker, said, 3));
    expect(outcomes.slice(0, 4)).toEqual(Array(4).fill({ kind: "failed", why: "unavailable", detail: "HTTP 503" }));
    expect(outcomes[4]).toEqual({ kind: "refused", why: "resting" });
  });

  it.each([
    ["silent", "timeout"],
    ["html", "malformed"],
    ["garbage", "malformed"],
    ["unauthorized", "unauthorized"],
    ["missing", "rejected"],
  ] as const)("fails in plain words when the endpoint is %s", async (mood, why) => {
    await answers("yes");
    world.fake.mood = mood;
    expect(await transcriberWith().transcribe(asker, said, 3)).toMatchObject({ kind: "failed", why });
  });

  it("reads no more of an answer than speech can be", async () => {
    await answers("yes");
    world.fake.transcript = "a".repeat(5_000_000);
    expect(await transcriberWith().transcribe(asker, said, 3)).toMatchObject({ kind: "failed", why: "malformed" });
    world.fake.transcript = " \u0000\u202e berapa\n JP \u200b saya ";
    expect(await transcriberWith().transcribe(asker, said, 3)).toMatchObject({ kind: "ok", text: "berapa JP saya" });
  });
});
