import { type Context, Hono } from "hono";
import type { Inbound } from "../../core/channel.ts";
import { maskPersonalData } from "../../core/mask.ts";
import { bringsCode } from "../../core/one-time-code.ts";
import type { Visit } from "../../core/visit.ts";
import { errorName } from "../error-name.ts";
import { inHand, takeRead, visitorOf, type WebDesk } from "./desk.ts";
import { type Incoming, readIncoming } from "./intake.ts";
import { fromOwnPage } from "./origin.ts";
import { openTalk, renewTalk, sessionOf } from "./session.ts";
import { cityOf, messagesAfter, newestIds, newestMessages, type StoredMessage, setCity, storeMessage } from "./store.ts";
import { keepTalk, talkMark } from "./talk.ts";

const texts = {
  elsewhere: "Permintaan itu tidak berasal dari halaman ini. Buka halaman percakapan, lalu kirim dari sana.",
  tooMany: (seconds: number) => `Pesan terlalu cepat. Mohon tunggu ${seconds} detik, lalu kirim ulang.`,
  broken: "Maaf, sistem sedang terganggu. Silakan coba lagi sebentar lagi.",
  starting: "Layanan sedang dimulai ulang. Mohon tunggu sebentar.",
};

/** Messages shown again after a reload. */
const historyMost = 200;
/** One page, whatever the city. */
export const webAccount = "web";

/** What the page talks to: `POST /pesan`, `GET /pesan`, `POST /percakapan`, `POST /keluar`. */
export function talkRoutes(desk: WebDesk): Hono<Visit> {
  const routes = new Hono<Visit>();
  routes.post("/pesan", (c) => inHand(desk, take(desk, c)));
  routes.get("/pesan", (c) => history(desk, c));
  // A new talk leaves nobody's link behind: whoever sits down next must not find it.
  for (const path of ["/percakapan", "/keluar"]) {
    routes.post(path, async (c) => {
      if (!ownPage(desk, c)) return c.json({ error: texts.elsewhere }, 403);
      const { talk, who } = await sessionOf(c, desk);
      if (talk !== null && who !== null) await desk.people?.leave(talk);
      await keepTalk(c, desk);
      return c.body(null, 204);
    });
  }
  return routes;
}

async function take(desk: WebDesk, c: Context<Visit>): Promise<Response> {
  if (!ownPage(desk, c)) return c.json({ error: texts.elsewhere }, 403);
  if (!desk.running) return c.json({ error: texts.starting }, 503, { "Retry-After": "2" });
  const session = await sessionOf(c, desk);
  const { talk: known } = session;
  const now = desk.clock();
  const seconds = desk.messages.visitor.take(visitorOf(c), now) || (known ? desk.messages.chat.take(known, now) : 0);
  if (seconds > 0) return c.json({ error: texts.tooMany(seconds) }, 429, { "Retry-After": String(seconds) });
  const read = readIncoming(await c.req.json().catch(() => null));
  if (!read.ok) return c.json({ error: read.say }, 400);
  const isProof = "text" in read.message && bringsCode(read.message.text);
  const pause = isProof ? desk.codes.take(visitorOf(c), now) : 0;
  if (pause > 0) return c.json({ error: texts.tooMany(pause) }, 429, { "Retry-After": String(pause) });
  // Before a talk becomes somebody's it gets another id: whoever saw the old one, on this computer or by planting it, has nothing.
  const talk = isProof && known !== null && session.who === null ? await renewTalk(c, desk, known) : await openTalk(c, desk, session);
  try {
    await accept(desk, desk.running.sink, talk, read.message, now);
    return c.json({ talk: talkMark(talk) }, 202);
  } catch (error) {
    desk.log.error({ err: errorName(error) }, "web chat: message not taken");
    return c.json({ error: texts.broken }, 500);
  }
}

/** Both steps bear being repeated: a page that got no answer sends the same message again. */
async function accept(desk: WebDesk, sink: Taker, talk: string, message: Incoming, now: Temporal.Instant): Promise<void> {
  const inbound = inboundOf(sink, talk, now);
  if ("start" in message) return greet(desk, talk, message.start, now, inbound);
  const text = "text" in message ? message.text : message.label;
  await storeMessage(desk, { chat: talk, key: personKey(message.id), author: "person", body: { text: maskPersonalData(text) } }, now);
  desk.listeners.ring(talk);
  if ("text" in message) return inbound(message.id, { type: "text", text });
  return inbound(message.id, { type: "choice", menu: message.menu, choice: message.choice, label: message.label });
}

type Taker = { inbound(it: Inbound): Promise<void> };

/** Hands on what this talk says; `id` is the page's own. */
export const inboundOf =
  (sink: Taker, talk: string, now: Temporal.Instant) =>
  (id: string, body: Inbound["body"]): Promise<void> =>
    sink.inbound({
      dedupe: `${webAccount}|${talkMark(talk)}|${id}`,
      at: now.toString(),
      late: false,
      from: { id: talk },
      to: { channel: "web", account: webAccount, chat: talk },
      body,
    });

/** Once per city: a page that is opened again goes on with its talk. Two starts at the same point of a talk are one. */
async function greet(
  desk: WebDesk,
  talk: string,
  city: string,
  now: Temporal.Instant,
  inbound: (id: string, body: Inbound["body"]) => Promise<void>,
): Promise<void> {
  const current = await cityOf(desk, talk);
  if (current === city || (current !== null && city === "")) return;
  const [newest] = await newestIds(desk, [talk]);
  await inbound(`start:${newest?.id ?? 0}:${city}`, { type: "start", start: city });
  await setCity(desk, talk, city, now);
}

async function history(desk: WebDesk, c: Context<Visit>): Promise<Response> {
  const seconds = takeRead(desk, c);
  if (seconds > 0) return c.json({ error: texts.tooMany(seconds) }, 429, { "Retry-After": String(seconds) });
  c.header("Cache-Control", "no-store");
  const { talk, who } = await sessionOf(c, desk);
  if (!talk) return c.json({ talk: null, who: null, city: null, messages: [] });
  const after = afterOf(c.req.query("setelah"));
  const messages = after > 0 ? await messagesAfter(desk, talk, after, historyMost) : await newestMessages(desk, talk, historyMost);
  return c.json({ talk: talkMark(talk), who, city: await cityOf(desk, talk), messages: messages.map(shown) });
}

/** A message as the page gets it: the person's own id, so that it knows what it has drawn; never the talk's id. */
export const shown = ({ id, key, author, at, body }: StoredMessage) => ({
  id,
  author,
  at,
  ...body,
  ...(author === "person" && { own: key.slice(personKey("").length) }),
});

/** Key of what a person sent under the page's own id. */
export const personKey = (id: string): string => `in:${id}`;

/** Id of a message from outside; anything else = from the beginning. */
export const afterOf = (text: string | undefined): number => (text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : 0);

/** Whether a request comes from our own page. */
export const ownPage = (desk: WebDesk, c: Context): boolean => fromOwnPage((name) => c.req.header(name), desk.publicUrl);
