import { setTimeout as pause } from "node:timers/promises";
import { Hono } from "hono";
import type { Address, Channel, Part, Sent, Sink } from "../../core/channel.ts";
import { storableText } from "../../core/storable.ts";
import type { Visit } from "../../core/visit.ts";
import { errorName } from "../error-name.ts";
import { assetRoutes, loadAssets } from "./assets.ts";
import { openDesk, type WebDesk, type WebOptions } from "./desk.ts";
import { fileRoutes } from "./files.ts";
import { renderLetter, WebBody } from "./message.ts";
import { pageRoutes } from "./page.ts";
import { talkRoutes, webAccount } from "./routes.ts";
import { newestIds, storeMessage } from "./store.ts";
import { streamRoutes } from "./stream.ts";
import { clearSent, fetchSent, uploadRoutes } from "./upload.ts";

export type { WebLimits, WebOptions, WebPeople } from "./desk.ts";

/** Milliseconds between looks for what other replicas have written. */
const lookEveryMs = 1_000;

/** The web chat: its page, intake and output. `routes` belong on the HTTP server, `channel` to the delivery wing. */
export function createWebChannel(options: WebOptions): { channel: Channel; routes: Hono<Visit> } {
  const desk = openDesk(options);
  const assets = loadAssets();
  const routes = new Hono<Visit>();
  for (const some of [assetRoutes(assets), talkRoutes(desk), streamRoutes(desk), fileRoutes(desk), uploadRoutes(desk), pageRoutes(desk, assets)])
    routes.route("/", some);
  const channel: Channel = {
    id: "web",
    account: webAccount,
    caps: { textMax: 20_000, buttonsMax: 12, idempotent: true },
    start: (sink, signal) => run(desk, sink, signal),
    render: renderLetter,
    send: (to, part) => send(desk, to, part),
    // Stays on the page until the answer takes its place.
    drafts: { show: (to, text) => desk.listeners.draft(to.chat, storableText(text)), settle: async () => {} },
    fetch: (media) => fetchSent(desk, media),
  };
  return { channel, routes };
}

async function run(desk: WebDesk, sink: Sink, signal: AbortSignal): Promise<void> {
  desk.running = { sink, signal };
  if (desk.publicUrl) sink.health({ state: "up", link: desk.publicUrl.replace(/\/$/, "") });
  const clearing = clearSent(desk, signal);
  while (!signal.aborted) {
    await pause(lookEveryMs, undefined, { signal }).catch(() => {}); // rejects when stopped: the loop's own condition sees that
    await look(desk).catch((error: unknown) => desk.log.error({ err: errorName(error) }, "web chat: no look at new messages"));
  }
  desk.running = null;
  await clearing;
  desk.listeners.ringAll();
  await Promise.allSettled(desk.inHand);
}

async function look(desk: WebDesk): Promise<void> {
  const chats = desk.listeners.chats();
  if (chats.length > 0) desk.listeners.compare(await newestIds(desk, chats));
}

async function send(desk: WebDesk, to: Address, part: Part): Promise<Sent> {
  const body = WebBody.safeParse(part.native);
  if (!body.success) return { ok: false, fault: { kind: "bad-request", code: "not_a_web_part" } };
  try {
    const id = await storeMessage(desk, { chat: to.chat, key: part.key, author: "assistant", body: body.data }, desk.clock());
    desk.listeners.endDraft(to.chat);
    desk.listeners.ring(to.chat);
    return { ok: true, native: String(id ?? part.key) };
  } catch (error) {
    desk.log.error({ err: errorName(error) }, "web chat: message not stored");
    return { ok: false, fault: { kind: "retry", code: "database" } };
  }
}
