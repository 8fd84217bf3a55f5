import { describe, expect, it } from "vitest";
import { z } from "zod";
import { inTurn } from "../../src/bot/in-turn.ts";
import { type Capability, type Context, capability } from "../../src/core/capability.ts";
import { Fault } from "../../src/core/fault.ts";

/** Says what it was handed, all at once; refuses who asks for "no". */
function forMany(id: string, log: string[]): Capability {
  return capability({
    id,
    about: "Menjawab banyak orang.",
    phrases: [],
    roles: ["guest"],
    input: z.object({ name: z.string() }),
    handle: async (_, { name }) => ({ reply: { text: name } }),
    async handleMany(asked) {
      log.push(`${id}: ${asked.map((it) => it.input.name).join(" ")}`);
      await Promise.resolve();
      return asked.map(({ input: { name } }) => (name === "no" ? new Fault("conflict", "Tidak.") : { reply: { text: `${id} ${name}` } }));
    },
  });
}

const context = {} as Context;

describe("turns of one transaction", () => {
  it("do what is for many at once, when all the others are done, and each gets its own answer", async () => {
    const log: string[] = [];
    const many = forMany("daftar", log);
    const asks = (name: string) => async (together: Parameters<Parameters<typeof inTurn>[0][number]>[0]) => {
      log.push(`begins ${name}`);
      const { reply } = await together({ capability: many, context, input: { name } });
      log.push(`ends ${name}`);
      return reply.text;
    };
    const alone = async () => {
      log.push("begins alone");
      await new Promise((done) => setImmediate(done));
      log.push("ends alone");
      return "alone";
    };
    expect(await inTurn([asks("satu"), alone, asks("dua")])).toEqual(["daftar satu", "alone", "daftar dua"]);
    expect(log).toEqual(["begins satu", "begins alone", "ends alone", "begins dua", "daftar: satu dua", "ends satu", "ends dua"]);
  });

  it("give a refusal only to whom it concerns", async () => {
    const many = forMany("daftar", []);
    const said = await inTurn(
      ["satu", "no", "dua"].map(
        (name) => (together) =>
          together({ capability: many, context, input: { name } }).then(
            ({ reply }) => reply.text,
            (error: Error) => (error instanceof Fault ? error.say : "?"),
          ),
      ),
    );
    expect(said).toEqual(["daftar satu", "Tidak.", "daftar dua"]);
  });

  it("come together again where one request leads on to the next, kind by kind", async () => {
    const log: string[] = [];
    const [one, other] = [forMany("tautkan", log), forMany("daftar", log)];
    const said = await inTurn(
      ["satu", "dua"].map((name) => async (together) => {
        await together({ capability: one, context, input: { name } });
        return (await together({ capability: other, context, input: { name } })).reply.text;
      }),
    );
    expect(said).toEqual(["daftar satu", "daftar dua"]);
    expect(log).toEqual(["tautkan: satu dua", "daftar: satu dua"]);
  });

  it("fail as a whole with one that fails, be it alone or in what is done for many", async () => {
    const many = { ...forMany("daftar", []), handleMany: async () => Promise.reject(new Error("no database")) };
    const waits = (together: Parameters<Parameters<typeof inTurn>[0][number]>[0]) => together({ capability: many, context, input: { name: "satu" } });
    await expect(inTurn([waits])).rejects.toThrow("no database");
    await expect(inTurn([waits, () => Promise.reject(new Error("broken"))])).rejects.toThrow("broken");
  });
});
