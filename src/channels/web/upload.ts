import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import { audioKind } from "../../core/audio-kind.ts";
import { keepBlob, openBlob } from "../../core/blob.ts";
import { conversationOf, type Media } from "../../core/channel.ts";
import { Fault } from "../../core/fault.ts";
import { fileKind, isZip } from "../../core/file-kind.ts";
import { maskPersonalData } from "../../core/mask.ts";
import { storableText } from "../../core/storable.ts";
import type { Visit } from "../../core/visit.ts";
import { sql } from "../../db/database.ts";
import { errorName } from "../error-name.ts";
import { inHand, visitorOf, type WebDesk } from "./desk.ts";
import { inboundOf, ownPage, personKey, webAccount } from "./routes.ts";
import { sessionOf } from "./session.ts";
import { hasMessage, storeMessage } from "./store.ts";
import { talkMark } from "./talk.ts";

const texts = {
  elsewhere: "Permintaan itu tidak berasal dari halaman ini. Buka halaman percakapan, lalu kirim dari sana.",
  starting: "Layanan sedang dimulai ulang. Mohon tunggu sebentar.",
  notLinked: "Berkas hanya diterima dari percakapan yang tertaut. Ketik /tautkan lebih dulu.",
  tooMany: (seconds: number) => `Berkas terlalu sering. Mohon tunggu ${seconds} detik, lalu kirim ulang.`,
  tooLarge: "Berkas terlalu besar. Mohon kirim berkas paling besar 10 MB.",
  unreadable: "Berkas itu tidak dapat dibaca. Muat ulang halaman ini, lalu kirim lagi.",
  notKind: "Yang dapat dikirim: foto (JPG, PNG, WebP), PDF, ZIP, atau rekaman suara.",
  broken: "Maaf, sistem sedang terganggu. Silakan coba lagi sebentar lagi.",
  gone: "Berkas itu sudah tidak dapat diambil. Silakan kirim ulang berkasnya.",
  shown: (name: string) => `Berkas: ${name}`,
};

/** Bytes of a file; no capability takes more, see `bot/received.ts`. */
export const fileMost = 10 * 1024 * 1024;
/** What stands around the file in a request. */
const aroundMost = 16 * 1024;
const nameMost = 120;
/** Under this name a file waits for the worker, until a capability keeps it under another or nobody does. */
const waiting = "kiriman-web";
const waitingMinutes = 60;
const zipKind = "application/zip";

/** `POST /berkas`: a photo, a PDF, a ZIP or a recording that a linked person sends; what it is, its first bytes tell. */
export function uploadRoutes(desk: WebDesk): Hono<Visit> {
  const routes = new Hono<Visit>();
  const limited = bodyLimit({ maxSize: fileMost + aroundMost, onError: (c) => c.json({ error: texts.tooLarge }, 413) });
  routes.post("/berkas", (c) => inHand(desk, take(desk, c, limited)));
  return routes;
}

const Form = z.object({ id: z.uuid(), berkas: z.instanceof(File) });

async function take(desk: WebDesk, c: Context<Visit>, limited: ReturnType<typeof bodyLimit>): Promise<Response> {
  if (!ownPage(desk, c)) return c.json({ error: texts.elsewhere }, 403);
  if (!desk.running) return c.json({ error: texts.starting }, 503, { "Retry-After": "2" });
  const { talk, who } = await sessionOf(c, desk);
  // A stranger's file is not even read.
  if (talk === null || who === null) return c.json({ error: texts.notLinked }, 403);
  const now = desk.clock();
  const seconds = desk.messages.visitor.take(visitorOf(c), now) || desk.messages.chat.take(talk, now) || desk.files.take(talk, now);
  if (seconds > 0) return c.json({ error: texts.tooMany(seconds) }, 429, { "Retry-After": String(seconds) });
  let posted: unknown = null;
  const refused = await limited(c, async () => {
    posted = Object.fromEntries(await c.req.formData().catch(() => new FormData()));
  });
  if (refused) return refused;
  const read = Form.safeParse(posted);
  if (!read.success) return c.json({ error: texts.unreadable }, 400);
  const { id, berkas } = read.data;
  if (berkas.size > fileMost) return c.json({ error: texts.tooLarge }, 413);
  const bytes = new Uint8Array(await berkas.arrayBuffer());
  const kind = fileKind(bytes) ?? audioKind(bytes)?.mime ?? (isZip(bytes) ? zipKind : null);
  if (kind === null) return c.json({ error: texts.notKind }, 415);
  try {
    await accept(desk, desk.running.sink, { talk, id, name: nameOf(berkas.name), kind, bytes }, now);
    return c.json({ talk: talkMark(talk) }, 202);
  } catch (error) {
    desk.log.error({ err: errorName(error) }, "web chat: file not taken");
    return c.json({ error: texts.broken }, 500);
  }
}

const nameOf = (given: string): string => maskPersonalData(storableText(given).trim().slice(0, nameMost).toWellFormed()) || "berkas";

interface Sent {
  talk: string;
  /** The page's own, stays over retries. */
  id: string;
  name: string;
  kind: string;
  bytes: Uint8Array;
}

/** Bears being repeated, like a text: the bytes are kept once, and no more when the first time has been stored, be they taken since. */
async function accept(desk: WebDesk, sink: Parameters<typeof inboundOf>[0], { talk, id, name, kind, bytes }: Sent, now: Temporal.Instant): Promise<void> {
  const conversation = conversationOf({ channel: "web", account: webAccount, chat: talk });
  const blob = createHash("sha256").update(`${conversation}|${id}`).digest("hex").slice(0, 32);
  if (!(await hasMessage(desk, talk, personKey(id)))) await keepBlob(desk.db, desk.cell, { id: blob, conversation, name: waiting, mime: kind, bytes }, now);
  await storeMessage(desk, { chat: talk, key: personKey(id), author: "person", body: { text: texts.shown(name) } }, now);
  desk.listeners.ring(talk);
  const media: Media = { kind: mediaKindOf(kind), ref: blob, mime: kind, bytes: bytes.length, name };
  await inboundOf(sink, talk, now)(id, { type: "media", media, caption: "" });
}

const mediaKindOf = (mime: string): Media["kind"] => (mime.startsWith("image/") ? "image" : mime.startsWith("audio/") ? "audio" : "document");

/** What was sent, for the worker of whichever process. */
export async function fetchSent({ db, cell }: WebDesk, { ref }: Media): Promise<Uint8Array> {
  const file = await openBlob(db, cell, ref);
  if (file?.name !== waiting) throw new Fault("not_found", texts.gone);
  return file.bytes;
}

const everyMs = 10 * 60_000;

/** Takes away what has waited too long: until the signal, every few minutes. */
export async function clearSent({ db, cell, clock, log }: Pick<WebDesk, "db" | "cell" | "clock" | "log">, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const before = clock().subtract({ minutes: waitingMinutes }).toString();
    await db
      .run(sql`delete from blob where cell = ${cell} and name = ${waiting} and made_at < ${before}`)
      .catch((error: unknown) => log.error({ err: errorName(error) }, "web chat: old files not taken away"));
    await pause(everyMs, undefined, { signal }).catch(() => {}); // rejects when stopped: the loop's own condition sees that
  }
}
