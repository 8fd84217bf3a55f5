import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { freshPostgres } from "../world.ts";
import { chaosRound, type RoundOptions } from "./round.ts";

/** The short form of `npm run chaos`. */
const kills = (count: number): RoundOptions["torment"] =>
  async function torment({ kill }) {
    for (let at = 0; at < count; at++) {
      await sleep(500 + Math.random() * 1_000);
      await kill();
    }
  };

describe("while processes are killed", () => {
  it.each([
    { name: "two replicas on PostgreSQL", replicas: 2, count: 4 },
    { name: "one process on the embedded database", replicas: 1, count: 2 },
  ])("every message is answered in order, and once: $name", { timeout: 400_000 }, async ({ replicas, count }) => {
    const server = replicas > 1 ? await freshPostgres() : null;
    const result = await chaosRound({
      settings: server ? { DATABASE_URL: server.url } : {},
      replicas,
      people: 5,
      messages: 8,
      spreadMs: 8_000,
      torment: kills(count),
    });
    await server?.drop();
    for (const [channel, it] of result.tallies) {
      expect([channel, it]).toEqual([channel, { written: 40, answered: 40, lost: 0, disordered: 0, repeated: channel === "web chat" ? 0 : it.repeated }]);
      // A network without idempotent ids may hear a reply again whose outcome the killed process never learnt.
      expect(it.repeated, channel).toBeLessThanOrEqual(count * 5);
    }
    expect(result.violations).toEqual([]);
    expect(result.unansweredTaps).toBe(0);
  });
});
