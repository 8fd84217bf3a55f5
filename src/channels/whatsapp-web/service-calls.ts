import { type Child, startChild, watch } from "./child-process.ts";
import { channelId } from "./desk.ts";
import { inHand, type Life, tell, tellUp } from "./life.ts";
import { settleOrder, showOrder } from "./orders.ts";
import type { News, ServiceCalls } from "./protocol.ts";
import { noteRestriction } from "./restriction.ts";
import { shownAs } from "./shown.ts";
import { credsOf, keepSent, noteAccount, readKeys, sentMessage, sentTo, writeKeys } from "./store.ts";
import { takeMessage, takeReceipt } from "./take.ts";

/** The process, ready to connect; `missing` = its library is not installed; `died` = before it was ready, and another one may be. */
export async function readyChild(life: Life): Promise<Child | "missing" | "died"> {
  const { desk, running } = life;
  if (running.child) return running.child;
  const child = startChild(callsOf(life));
  running.child = child;
  void child.gone.then(() => {
    if (running.child === child) running.child = null;
  });
  const { account, secret, version, typingMs, ackWithinMs, polls, testing } = desk;
  const opening = { account, secret, typingMs, ackWithinMs, polls, ...(version !== undefined && { version }), ...(testing && { testing }) };
  const begun = child.line.call("begin", opening);
  watch(child, desk.aliveEveryMs, begun, () => {
    desk.log.error({ channel: channelId, account }, "the process that speaks WhatsApp answers nothing any more: another one is started");
    child.kill();
  });
  try {
    await begun;
    return child;
  } catch (error) {
    child.kill();
    await child.gone;
    if (!(error instanceof Error && error.name === "LibraryMissing")) return "died";
    tell(life, { state: "down", detail: "the package @whiskeysockets/baileys is not installed: npm ci without --omit=optional" });
    return "missing";
  }
}

/** What the process may ask for. It sees no base and knows no other number. */
function callsOf(life: Life): ServiceCalls {
  const { desk, sink, hold, signal, running } = life;
  const { rows, clock } = desk;
  return {
    load: () => credsOf(rows),
    read: (ids) => readKeys(rows, ids),
    write: (change) => inHand(life, writeKeys(rows, hold, change, clock())),
    heard: (heard) => inHand(life, takeMessage(desk, sink, heard, signal)),
    seen: (seen) => inHand(life, takeReceipt(desk, sink, seen, signal)),
    stored: ({ id, askedBy }) => (askedBy ? sentTo(rows, id, askedBy) : sentMessage(rows, id)),
    async keep({ id, message }) {
      const leaving = running.leaving.get(id);
      if (!leaving) throw new Error("nothing is to leave under this id");
      const { key, chat, lane } = leaving;
      await inHand(life, keepSent(rows, hold, { id, message, key, chat, lane }, clock()));
      leaving.left();
    },
    news: (news) => take(life, news),
  };
}

async function take(life: Life, news: News): Promise<void> {
  const { desk, order, running } = life;
  switch (news.type) {
    case "log":
      return desk.log[news.level]({ channel: channelId, account: desk.account, words: news.words }, "WhatsApp Web");
    case "qr":
    case "code":
      life.offers += 1;
      if (order) await showOrder(desk.rows, order.id, shownAs(desk.sealing, order.id, news));
      return;
    case "linked":
      life.linked = news.right;
      return;
    case "restricted":
      await noteRestriction(desk, news.untilMs);
      return running.connected ? tellUp(life) : undefined;
    case "open":
      life.openedAt = performance.now();
      life.linked = null;
      running.connected = true;
      desk.governor.connected = true;
      tellUp(life);
      await noteAccount(desk.rows, { opened: true }, desk.clock());
      if (order?.kind.startsWith("pair-")) await settleOrder(desk.rows, order.id, "paired", desk.clock());
  }
}
