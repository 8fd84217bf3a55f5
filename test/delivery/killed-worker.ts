/*
 * A process of its own that handles messages and is killed (SIGKILL, by itself) by one that says "bom". Started by
 * `killed.test.ts` with the base, the time by which its clock is ahead, and where in the turn it dies.
 */
import { openDatabase } from "../../src/db/open.ts";
import { freeMailboxes } from "../../src/delivery/mailbox.ts";
import { freeParcels } from "../../src/delivery/outbox.ts";
import { jumpingClock, reply, wordsOf, worldOver } from "./delivery-world.ts";

const [where = "", ahead = "0", dies = "understand"] = process.argv.slice(2);
const base = await openDatabase(where.startsWith("postgres:") ? { url: where } : { folder: where });
const world = worldOver(base, jumpingClock({ seconds: Number(ahead) }));
if (base.kind === "embedded") {
  await freeMailboxes(world.place);
  await freeParcels(world.place);
}
const die = () => process.kill(process.pid, "SIGKILL");
world.worker({
  async understand(message) {
    if (dies === "understand" && wordsOf(message) === "bom") die();
    return null;
  },
  async act(_, message) {
    if (wordsOf(message) === "bom") die();
    return [reply(message)];
  },
});
