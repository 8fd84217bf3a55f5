import { describe, expect, it } from "vitest";
import { freshPostgres } from "../world.ts";
import { linkedRound } from "./linked-round.ts";

/** The short form of `npm run chaos -- --only wa-web,wa-web-embedded`. */
describe("a linked WhatsApp number while processes are killed", () => {
  it.each([
    { name: "two replicas compete for it on PostgreSQL", replicas: 2, kills: 6 },
    { name: "one process on the embedded database", replicas: 1, kills: 4 },
  ])("every message is answered in order and once, and the session stays whole: $name", { timeout: 600_000 }, async ({ replicas, kills }) => {
    const server = replicas > 1 ? await freshPostgres() : null;
    const result = await linkedRound({ ...(server && { url: server.url }), replicas, people: 8, kills, gapMs: 4_000 });
    await server?.drop();
    const { written } = result.tally;
    expect(result.tally).toEqual({ written, answered: written, lost: 0, repeated: 0, disordered: 0 });
    expect([result.killed.length, written >= 2 * 8]).toEqual([kills, true]);
    expect([result.wrong, result.complaints]).toEqual([[], []]);
    // Killed between ratchet and receipt, a message comes again that cannot be opened twice, and is asked for; what leaves can always be read.
    expect(result.trouble).toMatchObject({ peopleCouldNotRead: [], ownPhoneCouldNotRead: [] });
  });
});
