import { setTimeout as pause } from "node:timers/promises";
import type { proto } from "@whiskeysockets/baileys";
import type { Post, Posted } from "../protocol.ts";
import type { Connection } from "./connection.ts";
import { type Desk, tell } from "./desk.ts";
import { writingTo } from "./devices-cache.ts";
import { keptMessage, placeOf } from "./kept-message.ts";

/** WhatsApp: the account may start no new chats for a time. */
const restricted = "463";

/** An upload on which nothing moves for so long is given up; the library would wait for ever. */
const uploadStallsMs = 30_000;

/** Sends one part and waits for the server's word. The message is kept before it leaves: what is sent again, or asked for again by a phone, is the same. */
export async function post(desk: Desk, connection: Connection, it: Post): Promise<Posted> {
  const { baileys, line, sealing, opening } = desk;
  const { socket, acks } = connection;
  try {
    const message = (await keptMessage(desk, it.id)) ?? (await compose(desk, connection, it));
    await line.call("keep", { id: it.id, message: sealing.seal(placeOf(it.id), baileys.proto.Message.encode(message).finish()) });
    await type(connection, it.jid, opening.typingMs);
    const ack = acks.listen(it.id);
    try {
      const additionalNodes = message.pollCreationMessageV3 ? [{ tag: "meta", attrs: { polltype: "creation" } }] : [];
      await writingTo(it.jid, () => socket.relayMessage(it.jid, message, { messageId: it.id, additionalNodes }));
    } catch (error) {
      ack.forget();
      tell(desk, "warn", `not sent: ${why(error)}`);
      return socket.ws.isOpen ? { ok: false, by: "us", code: why(error) } : { ok: "unknown" };
    }
    const told = await ack.told(opening.ackWithinMs);
    if (!told) return { ok: "unknown" };
    if (told.ok) return { ok: true };
    return { ok: false, by: "server", code: told.code, ...(told.code === restricted && { untilMs: await restrictedUntil(connection) }) };
  } catch (error) {
    return { ok: false, by: "us", code: why(error) };
  }
}

async function compose({ baileys, opening }: Desk, { socket }: Connection, { id, jid, ephemeral, content }: Post): Promise<proto.IMessage> {
  const options = {
    userJid: socket.user?.id ?? "",
    messageId: id,
    upload: socket.waUploadToServer,
    mediaUploadTimeoutMs: opening.testing?.queryMs ?? uploadStallsMs,
    ...(ephemeral > 0 && { ephemeralExpiration: ephemeral }),
  };
  const asked = content.kind === "text" && opening.polls ? content.poll : undefined;
  const body =
    content.kind === "text"
      ? asked
        ? { poll: { name: asked.question, values: asked.options, selectableCount: 1 } }
        : { text: content.text, linkPreview: null }
      : content.kind === "image"
        ? { image: Buffer.from(content.bytes), mimetype: content.mime, ...(content.caption && { caption: content.caption }) }
        : { document: Buffer.from(content.bytes), mimetype: content.mime, fileName: content.name, ...(content.caption && { caption: content.caption }) };
  const { message } = await baileys.generateWAMessage(jid, body, options);
  if (!message) throw new Error("there is nothing to send");
  return message;
}

/** As somebody who writes: a number that answers within milliseconds is a machine. */
async function type({ socket }: Connection, jid: string, [from, to]: readonly [number, number]): Promise<void> {
  if (to <= 0) return;
  await socket.sendPresenceUpdate("composing", jid).catch(() => {}); // only for show
  await pause(from + Math.random() * (to - from));
}

/** Until when, as far as WhatsApp says. */
async function restrictedUntil({ socket }: Connection): Promise<number | null> {
  const lock = await socket.fetchAccountReachoutTimelock().catch(() => null);
  return lock?.timeEnforcementEnds?.getTime() ?? null;
}

/** Never its message: that may quote what was to be sent. */
function why(error: unknown): string {
  const { output, name } = (error ?? {}) as { output?: { statusCode?: unknown }; name?: unknown };
  if (typeof output?.statusCode === "number") return `boom_${output.statusCode}`;
  return typeof name === "string" && /^\w{1,40}$/.test(name) ? name : "unknown";
}
