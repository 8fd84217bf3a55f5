import type { Child } from "./child-process.ts";
import { channelId } from "./desk.ts";
import { type Life, tell, waiting } from "./life.ts";
import { type Order, openOrder, settleOrder, showOrder } from "./orders.ts";
import { type Ending, noPast } from "./policy.ts";
import { readyChild } from "./service-calls.ts";
import { shownAs } from "./shown.ts";
import { forgetSession, noteAccount } from "./store.ts";

/** Between two offers of a number that nobody has linked, and where WhatsApp is not reached. */
const againMs = 1_000;
const notReachedMs = 5_000;
const expelTries = 3;

/** Looks whether an operator wants something (else). */
export async function lookForOrder(life: Life): Promise<void> {
  const { desk, running } = life;
  const found = await openOrder(desk.rows, desk.clock()).catch(() => life.order); // the next look may know more
  if (life.signal.aborted || (found ? found.id === life.order?.id : !life.pairing || life.linked !== null)) return;
  life.order = found;
  if (!found || !running.connected) {
    // A pairing under way ends for the new one, or since nobody wants it any more.
    running.child?.line.call("hangUp", null).catch(() => {}); // it is gone, then its end is known anyway
    return life.wake();
  }
  if (found.kind === "unpair")
    await running.child?.line.call("unlink", null).catch(() => {}); // its end tells
  else await settle(life, found, found.kind === "reconnect" ? "it is connected" : "paired already").catch(() => {}); // the asker gives up by itself
}

const settle = ({ desk }: Life, { id }: Order, outcome: string) => settleOrder(desk.rows, id, outcome, desk.clock());

/** Orders that need no connection. True = done. */
export async function carryOut(life: Life, order: Order, paired: boolean): Promise<boolean> {
  const { desk, hold } = life;
  if (order.kind === "reconnect") {
    await noteAccount(desk.rows, { stopped: null }, desk.clock());
    life.past = noPast;
    await settle(life, order, paired ? "it tries again" : "it is not paired");
    return true;
  }
  if (order.kind === "unpair") {
    if (paired) await forgetSession(desk.rows, hold, "unpaired by an operator", desk.clock());
    await settle(life, order, paired ? "forgotten here; it was not connected, so remove the device on the phone too" : "it was not paired");
    return true;
  }
  if (paired) await settle(life, order, "paired already");
  return paired;
}

/** Offers the number for linking, until somebody has linked it or the order's minutes are over. */
export async function pair(life: Life, order: Order): Promise<void> {
  const { desk } = life;
  tell(life, { state: "connecting", detail: "a phone is to link it" });
  const child = await readyChild(life);
  if (child === "missing") return waiting(life);
  if (child === "died") return waiting(life, againMs);
  life.linked = null;
  life.offers = 0;
  life.pairing = true;
  const leftMs = desk.clock().until(order.untilAt).total("milliseconds");
  const limit = setTimeout(() => void child.line.call("hangUp", null).catch(() => {}), Math.max(0, leftMs)); // gone is over too
  const ending = await connectionOf(life, child, order.kind === "pair-code" ? "code" : "qr");
  clearTimeout(limit);
  life.pairing = false;
  if (ending === "stopped") return;
  if (life.linked === false) return expel(life, child, order);
  if (life.linked === true) return; // WhatsApp asks to connect anew
  desk.log.info({ channel: channelId, account: desk.account, ...ending, offers: life.offers }, "nobody has paired it yet");
  const trouble = { type: "trouble" as const, words: `WhatsApp is not reached (${ending.code}); trying again` };
  await showOrder(desk.rows, order.id, life.offers > 0 ? null : shownAs(desk.sealing, order.id, trouble));
  await waiting(life, life.offers > 0 ? againMs : notReachedMs);
}

/** Somebody has linked another number: it is unlinked at once, and somebody is told. */
async function expel(life: Life, child: Child, order: Order): Promise<void> {
  const { desk } = life;
  let out = false;
  for (let tries = 0; tries < expelTries && !out; tries++) {
    const ending = await connectionOf(life, child, null);
    if (ending === "stopped") return;
    out = ending.code === 401 && ending.by !== "network"; // by us, or by the phone before
    if (!out) await waiting(life, againMs);
  }
  const became = out ? "has been logged out" : "could not be logged out: remove this device on its phone";
  desk.log.error({ channel: channelId, account: desk.account }, `another number was paired instead; it ${became}`);
  tell(life, { state: "down", detail: `ANOTHER number was paired instead and ${became}; who has seen the code?` });
  await settle(life, order, `another number was paired instead; it ${became}`);
}

/** From the beginning of a connection to its end, or to the stop. */
export async function connectionOf({ signal }: Life, child: Child, pairing: "qr" | "code" | null): Promise<Ending | "stopped"> {
  const stopped = Promise.withResolvers<"stopped">();
  const stop = () => stopped.resolve("stopped");
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  const ended = child.line.call("connect", pairing).catch((error: Error): Ending => ({ by: error.name === "Unsealable" ? "sealed" : "process", code: 0 }));
  const ending = await Promise.race([ended, stopped.promise]);
  signal.removeEventListener("abort", stop);
  return ending;
}
