/*
 * One of several processes that open a class at once: each person's wish through the gate, in a transaction of its own, many at the same
 * time. Arguments: database, class, first person, last person. Prints one line of JSON: what became of them, and how long it took.
 */
import { perform } from "../../../src/core/perform.ts";
import { openDatabase } from "../../../src/db/open.ts";
import { enrolmentCapabilities } from "../../../src/features/enrolment/capabilities.ts";

const [url = "", classId, first, last] = process.argv.slice(2);
const base = await openDatabase({ url });
const agency = { id: 2, slug: "kendari", name: "Kendari", zone: "Asia/Makassar" };
const now = Temporal.Instant.from("2026-11-22T02:00:00Z");

/** As many transactions as the service has at once, and more than the pool has connections. */
const lanes = 24;

const outcomes: Record<string, number> = {};
const wish = async (id: number): Promise<void> => {
  const person = { id, agency, roles: ["asn" as const], handleId: 1 };
  const { code = "done" } = await base.db.transaction((tx) =>
    perform(
      enrolmentCapabilities,
      { db: tx, cell: 1, now, agency, agencies: [agency], person, conversation: null, memory: {} },
      { capability: "enrol", input: { class: Number(classId) } },
    ),
  );
  outcomes[code] = (outcomes[code] ?? 0) + 1;
};

process.stdin.once("data", async () => {
  const began = performance.now();
  let next = Number(first);
  const lane = async () => {
    while (next <= Number(last)) await wish(next++);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  process.stdout.write(`${JSON.stringify({ outcomes, seconds: (performance.now() - began) / 1_000 })}\n`);
  await base.close();
  process.exit(0);
});
process.stdout.write("ready\n");
