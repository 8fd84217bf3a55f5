import { setTimeout as sleep } from "node:timers/promises";
import { renderWhatsApp } from "../../src/channels/whatsapp-cloud/render.ts";
import { conversationOf, type Letter } from "../../src/core/channel.ts";
import { sql } from "../../src/db/database.ts";
import { openDatabase } from "../../src/db/open.ts";
import { putLetters } from "../../src/delivery/outbox.ts";
import { quantile, scratchDatabase, scratchFolder } from "./service.ts";
import { type EchoService, mockGraph, numberId, postWebhook, startEcho } from "./throughput.ts";

const notices = 10_000;
const talks = 40;
const rounds = 10;
const everyMs = 2_000;

/** Answers while a notice to 10,000 people goes out, at the number's own pace and as fast as the machine can. */
export async function benchLanes(server: string | null, print: (line: string) => void): Promise<void> {
  print(`\n— lanes: ${talks} talks, a message each per ${everyMs / 1000} s, ${rounds} rounds, PostgreSQL; latency from the scheduled send to the answer`);
  if (!server) return print("not measured: no PostgreSQL");
  for (const [name, wanted, pace] of [
    ["without a notice", 0, true],
    [`while ${notices} notices go out at the number's pace`, notices, true],
    [`while ${notices} notices go out unpaced`, notices, false],
  ] as const) {
    const database = await scratchDatabase(server);
    const folder = scratchFolder();
    const graph = await mockGraph();
    const service = await startEcho(database.url, folder.path, graph.url, pace);
    if (wanted > 0) await putNotices(database.url, wanted);
    const latencies = await ask(service, graph);
    print(
      `${name.padEnd(52)} p50 ${quantile(latencies, 0.5).toFixed(0)} ms, p99 ${quantile(latencies, 0.99).toFixed(0)} ms, ` +
        `${latencies.length} of ${talks * rounds} answered, ${graph.count() - latencies.length} notices sent meanwhile`,
    );
    await service.stop();
    await graph.close();
    await database.drop();
    folder.remove();
  }
}

/** One notice to each of thousands of people who have written today. */
async function putNotices(url: string, count: number): Promise<void> {
  const base = await openDatabase({ url });
  const now = Temporal.Now.instant();
  for (let from = 0; from < count; from += 1_000) {
    const letters = Array.from({ length: 1_000 }, (_, at): Letter => {
      const to = { channel: "wa-cloud" as const, account: numberId, chat: `62813${String(from + at).padStart(8, "0")}` };
      return { key: `notice:${from + at}`, to, intent: "notice", reply: { text: "Pengingat: pelatihan dimulai besok." } };
    });
    await base.db.transaction((tx) => putLetters({ db: tx, cell: 1 }, renderWhatsApp, letters, now));
    const talksHeard = JSON.stringify(letters.map((it) => conversationOf(it.to)));
    await base.db.run(sql`
      insert into mailbox (cell, conversation, heard_at)
      select 1, it, ${now.toString()}::timestamptz from jsonb_array_elements_text(${talksHeard}::jsonb) as it`);
  }
  await base.close();
}

async function ask(service: EchoService, graph: Awaited<ReturnType<typeof mockGraph>>): Promise<number[]> {
  const latencies: number[] = [];
  const begin = performance.now() + 1_000;
  await Promise.all(
    Array.from({ length: talks }, async (_, person) => {
      for (let round = 0; round < rounds; round++) {
        const due = begin + round * everyMs + (person / talks) * everyMs;
        await sleep(Math.max(0, due - performance.now()));
        await postWebhook(service.url, person, round);
        const answered = await graph.answered(person, round, 30_000);
        if (answered) latencies.push(answered - due);
      }
    }),
  );
  return latencies;
}
