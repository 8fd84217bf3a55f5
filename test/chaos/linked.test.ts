import { describe, expect, it } from "vitest";
import { freshPostgres } from "../world.ts";
import { linkedRound } from "./linked-round.ts";
import { byChance } from "./linked-torment.ts";

/** The short form of `npm run chaos -- --only wa-web,wa-web-embedded`; side by side, since most of it is waiting for leases to run out. */
describe.concurrent("a linked WhatsApp number while processes are killed", () => {
  it.each([
    // The service first: until another one has its number, its talks and its letters, leases of half a minute run out.
    { name: "two replicas compete for it on PostgreSQL", replicas: 2, deaths: [...byChance(1, ["service"]), ...byChance(2, ["child"])] },
    { name: "one process on the embedded database", replicas: 1, deaths: [...byChance(1, ["child"]), ...byChance(1, ["service"])] },
  ])("every message is answered in order and once, and the session stays whole: $name", { timeout: 600_000 }, async ({ replicas, deaths }) => {
    const server = replicas > 1 ? await freshPostgres() : null;
    const result = await linkedRound({ ...(server && { url: server.url }), replicas, people: 8, deaths, gapMs: 4_000 });
    await server?.drop();
    const { written } = result.tally;
    expect(result.tally).toEqual({ written, answered: written, lost: 0, repeated: 0, disordered: 0 });
    expect([result.killed.length, written >= 2 * 8]).toEqual([deaths.length, true]);
    expect([result.wrong, result.complaints]).toEqual([[], []]);
    // Killed between ratchet and receipt, a message comes again that cannot be opened twice, and is asked for; what leaves, and what comes first, can always be read.
    expect(result.trouble).toMatchObject({ clientCouldNotRead: [], peopleCouldNotRead: [], ownPhoneCouldNotRead: [] });
  });
});
