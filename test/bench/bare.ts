import { rawSql, sql } from "../../src/db/database.ts";
import { openDatabase } from "../../src/db/open.ts";
import { scratchDatabase } from "./service.ts";

const transactions = 10_000;

/**
 * A message, a talk's state and an answer: one message a transaction, three statements, through the product's own pool, `atOnce`
 * of them waiting for it. The rows are as long as the real ones, each under the unique key without which nothing could be repeated.
 */
export async function bareRate(server: string, people: number, atOnce: number): Promise<number> {
  const database = await scratchDatabase(server);
  const { db, close } = await openDatabase({ url: database.url });
  await db.run(sql`create table talk (id text primary key, state jsonb not null)`);
  for (const table of ["heard", "said"]) {
    await db.run(sql`
      create table ${rawSql(table)} (id bigint generated always as identity primary key, key text not null unique, talk text not null, body jsonb not null)`);
  }
  await db.run(sql`insert into talk select 'wa-cloud|' || i, '{}' from generate_series(0, ${people - 1}::int) i`);
  const phone = "6281200000001";
  const message = JSON.stringify({
    ...{ dedupe: "wamid.1.1", at: "2026-01-01T00:00:00Z", late: false, body: { type: "text", text: "pesan 1" } },
    ...{ from: { id: phone, phone: { e164: `+${phone}`, proof: "channel" } }, to: { channel: "wa-cloud", account: "100000000000001", chat: phone } },
  });
  const state = JSON.stringify({ menus: [], menuOpen: false, asking: null, used: null, cityAsked: false, memory: {} });
  const answer = JSON.stringify({ message: { type: "text", text: { body: "Anda menulis: pesan 1", preview_url: false } } });
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < transactions) {
        const number = next++;
        const talk = `wa-cloud|${number % people}`;
        await db.transaction(async (tx) => {
          await tx.run(sql`insert into heard (key, talk, body) values (${`wamid.${number}`}, ${talk}, ${message}::jsonb)`);
          await tx.run(sql`update talk set state = ${state}::jsonb where id = ${talk}`);
          await tx.run(sql`insert into said (key, talk, body) values (${`re:wamid.${number}`}, ${talk}, ${answer}::jsonb)`);
        });
      }
    }),
  );
  const rate = transactions / ((performance.now() - began) / 1000);
  await close();
  await database.drop();
  return rate;
}
