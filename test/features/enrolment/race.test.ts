import { expect, it } from "vitest";
import { freshPostgres } from "../../world.ts";
import { race } from "./race.ts";

it("two processes with five hundred wishes each fill thirty seats exactly, and the others wait", { timeout: 300_000 }, async () => {
  const server = await freshPostgres();
  try {
    const { outcomes, taken, held, events } = await race(server.url, { seats: 30, processes: 2, each: 500 });
    expect({ outcomes, taken, held, events }).toEqual({ outcomes: { terdaftar: 30, daftar_tunggu: 970 }, taken: 30, held: 30, events: 1_000 });
  } finally {
    await server.drop();
  }
});
