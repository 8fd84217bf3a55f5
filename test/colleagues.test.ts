import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type App, openApp } from "../src/app.ts";
import { sql } from "../src/db/database.ts";
import { issueCode } from "../src/features/people/link/code.ts";
import { freshFolder, silentLog, testClock, testConfig } from "./world.ts";

/** Half are to be refused; the others only look alike: names that are words, rules, places, courses. Frozen before anything was tuned. */
const questions = readFileSync(new URL("questions/colleagues.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((it) => z.object({ id: z.string(), question: z.string(), refused: z.boolean() }).parse(JSON.parse(it)));
const refusal = "orang lain bersifat pribadi";

/** Whole program with its shipped documents and examples; one database, since nothing here depends on which. */
describe("a question about somebody by a bare name", () => {
  const folder = freshFolder();
  const clock = testClock();
  let app: App;
  let count = 0;
  const says = async (chat: string, text: string) => {
    count += 1;
    const to = { channel: "telegram" as const, account: "bot", chat };
    const message = { dedupe: `m${count}`, at: clock.now().toString(), late: false, from: { id: chat }, to, body: { type: "text" as const, text } };
    const [letter] = await app.db.transaction((tx) => app.engine.act(tx, [{ message }], clock.now()));
    return letter?.reply.text ?? "";
  };
  const person = async (nip: string, name: string) =>
    (
      await app.db.one(
        z.object({ id: z.coerce.number() }),
        sql`
        insert into person (cell, agency_id, nip, name, status, added_at, changed_at)
        values (1, 2, ${nip}, ${name}, 'PNS', ${clock.now().toString()}, ${clock.now().toString()}) returning id`,
      )
    ).id;
  /** Somebody with a chat of their own, who leads the others given. */
  const linked = async (chat: string, nip: string, staff: number[] = []) => {
    const id = await person(nip, "Penanya Contoh");
    const now = clock.now();
    for (const it of staff) {
      await app.db.run(sql`
        insert into reporting_line (cell, agency_id, person_id, leader_id, from_date, noted_at)
        values (1, 2, ${it}, ${id}, '2020-01-01', ${now.toString()})`);
    }
    const { code } = await app.db.transaction((tx) => issueCode(tx, { cell: 1, agencyId: 2, personId: id }, { purpose: "link", issuedBy: null, now }));
    await says(chat, code);
    await says(chat, "ya");
  };

  beforeAll(async () => {
    app = await openApp({ config: testConfig({ DATA_DIR: folder.path }), log: silentLog, clock: clock.now, shipped: "sync" });
    await linked("pegawai", "198503212010011001");
  });
  afterAll(async () => {
    await app.close();
    folder.remove();
  });

  describe.each(["tamu", "pegawai"])("asked by a %s", (chat) => {
    it.each(questions)("$id $question", async ({ question, refused }) => {
      const answer = await says(`${chat}`, question);
      if (refused) expect(answer).toContain(refusal);
      else expect(answer).not.toContain(refusal);
    });
  });
});
