import { setTimeout as pause } from "node:timers/promises";
import type { Hold, Sink } from "../../core/channel.ts";
import { errorName } from "../error-name.ts";
import { carryOut, connectionOf, lookForOrder, pair } from "./carry-out.ts";
import { channelId, type Desk } from "./desk.ts";
import { type Life, newLife, tell, tellUp, waiting } from "./life.ts";
import { openOrder, settleOrder } from "./orders.ts";
import { afterEnding, type Ending, noPast, remember, type Verdict } from "./policy.ts";
import { readyChild } from "./service-calls.ts";
import { type AccountRow, accountRow, departuresOf, Fenced, forgetSession, noteAccount, stillHeld } from "./store.ts";

/** A connection that lasted this long was a good one: the next failure is the first again. */
const goodMs = 10_000;
/** Without a connection for this long, somebody should look. */
const alarmMs = 5 * 60_000;
const tellEveryMs = 60_000;
const hangUpMs = 2_000;
const troubleMs = 1_000;

/** Holds the number's connection until the signal: connects, reconnects, pairs, carries out orders. */
export async function live(desk: Desk, sink: Sink, signal: AbortSignal, hold: Hold): Promise<void> {
  const life = newLife(desk, sink, hold, signal, noPast);
  desk.running = life.running;
  tell(life, { state: "connecting" });
  const stop = () => life.wake();
  signal.addEventListener("abort", stop, { once: true });
  const looking = setInterval(() => void lookForOrder(life), desk.lookEveryMs);
  const telling = setInterval(() => (life.running.connected ? tellUp(life) : tell(life, life.told)), tellEveryMs);
  try {
    while (!signal.aborted && (await round(life)) === "on");
  } finally {
    clearInterval(looking);
    clearInterval(telling);
    signal.removeEventListener("abort", stop);
    desk.running = null;
    desk.governor.connected = false;
    await hangUp(life);
  }
}

async function hangUp({ running, inHand }: Life): Promise<void> {
  const { child } = running;
  running.connected = false;
  if (child) await Promise.race([child.line.call("hangUp", null).catch(() => {}), child.gone, pause(hangUpMs)]); // what does not hear is killed
  await Promise.allSettled(inHand);
  child?.kill();
  await child?.gone;
}

/** One step: a wait, a pairing, or a connection from its beginning to its end. */
async function round(life: Life): Promise<"on" | "over"> {
  const { desk, signal } = life;
  life.woken = false;
  try {
    const now = desk.clock();
    const [row, order, departures] = [await accountRow(desk.rows), await openOrder(desk.rows, now), await departuresOf(desk.rows, now)];
    life.order = order;
    if (!(await stillHeld(desk.db, life.hold))) return "over";
    desk.governor.load({ departures, pairedAtMs: msOf(row?.pairedAt), restrictedUntilMs: msOf(row?.restrictedUntil) });
    const paired = row?.paired ?? false;
    // What has just been linked has yet to connect: only then is the order done.
    const justLinked = paired && life.linked === true;
    if (order && !justLinked && (await carryOut(life, order, paired))) return "on";
    if (order && !justLinked) await pair(life, order);
    else if (!row?.paired) await rest(life, "needs-pairing", unpairedWords(desk, row));
    else if (isStopped(desk, row))
      await rest(life, "down", `${row.lostWhy} (${row.stoppedCode}): it does not connect by itself any more; kawan channels reconnect ${desk.account}`);
    else return await connected(life);
    return "on";
  } catch (error) {
    if (signal.aborted || error instanceof Fenced) return "over";
    desk.log.warn({ channel: channelId, account: desk.account, err: errorName(error) }, "the number has to wait");
    await waiting(life, troubleMs);
    return "on";
  }
}

const msOf = (iso: string | null | undefined): number => (iso ? Temporal.Instant.from(iso).epochMilliseconds : 0);

/** A refused protocol version is tried again when another one is set. */
const isStopped = ({ version }: Desk, { stoppedCode, stoppedVersion }: AccountRow): boolean =>
  stoppedCode !== null && (stoppedCode !== 405 || stoppedVersion === (version ?? ""));

function unpairedWords({ account }: Desk, row: AccountRow | undefined): string {
  const why = row?.unpairedWhy ? `${row.unpairedWhy} at ${row.unpairedAt}; ` : "";
  return `${why}kawan channels pair ${account}`;
}

async function rest(life: Life, state: "needs-pairing" | "down", detail: string): Promise<void> {
  // The alarm about another number stays until something happens.
  if (!(state === "needs-pairing" && life.told.state === "down")) tell(life, { state, detail });
  await waiting(life);
}

async function connected(life: Life): Promise<"on" | "over"> {
  const { desk, running, hold } = life;
  if (life.told.state === "needs-pairing") tell(life, { state: "connecting" });
  const child = await readyChild(life);
  if (child === "missing") {
    await waiting(life);
    return "on";
  }
  life.openedAt = null;
  const ending = child === "died" ? ({ by: "process", code: 0 } as const) : await connectionOf(life, child, null);
  running.connected = false;
  desk.governor.connected = false;
  if (ending === "stopped") return "over";
  const verdict = judge(life, ending);
  const at = desk.clock();
  if (ending.code !== 515) await noteAccount(desk.rows, { lost: { code: ending.code, why: whyOf(ending, verdict) } }, at);
  if (verdict.do === "unpair") {
    const wanted = life.order?.kind === "unpair" ? life.order : undefined;
    await forgetSession(desk.rows, hold, wanted ? "unpaired by an operator" : "the phone has removed this device", at);
    if (wanted) await settleOrder(desk.rows, wanted.id, "unpaired", at);
    return "on";
  }
  if (ending.by === "sealed") {
    // Not for good: the next start may have the right key.
    await rest(life, "down", whyOf(ending, verdict));
    return "on";
  }
  if (verdict.do === "stop") {
    await noteAccount(desk.rows, { stopped: { code: ending.code, version: desk.version ?? "" } }, at);
    return "on";
  }
  const alarmed = performance.now() - life.lostAt > alarmMs;
  if (verdict.waitMs > 0)
    tell(life, { state: alarmed ? "down" : "connecting", detail: `${alarmed ? "not connected for a long time: " : ""}${whyOf(ending, verdict)}` });
  await waiting(life, verdict.waitMs);
  return verdict.do === "stand-back" && !(await stillHeld(desk.db, hold)) ? "over" : "on";
}

function judge(life: Life, ending: Ending): Verdict {
  const { desk, openedAt } = life;
  const now = performance.now();
  const nowMs = desk.clock().epochMilliseconds;
  if (openedAt !== null) life.lostAt = now;
  const verdict = afterEnding(ending, life.past, nowMs, Math.random());
  life.past = remember(life.past, ending, openedAt !== null && now - openedAt > goodMs, nowMs);
  desk.log.info({ channel: channelId, account: desk.account, ...ending, verdict: verdict.do }, "connection over");
  return verdict;
}

function whyOf({ by, code }: Ending, verdict: Verdict): string {
  if (verdict.do === "stop") return verdict.why;
  if (by === "process") return "the process that speaks WhatsApp ended";
  if (by === "ours") return "a message or a key could not be stored";
  return `${by === "network" ? "connection lost" : "ended by WhatsApp"} (${code})`;
}
