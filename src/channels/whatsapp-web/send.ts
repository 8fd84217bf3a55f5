import { type Address, conversationOf, type Occasion, type Part, type SendFault, type Sent } from "../../core/channel.ts";
import { errorName } from "../error-name.ts";
import { contactAt } from "./contacts.ts";
import { channelId, type Desk } from "./desk.ts";
import { messageIdOf } from "./message-id.ts";
import { Native } from "./native.ts";
import type { When } from "./pace.ts";
import type { Post, Posted } from "./protocol.ts";
import { noteRestriction } from "./restriction.ts";
import { noteRefused } from "./store.ts";

const notConnectedMs = 1_000;
const databaseMs = 1_000;
const tooFastMs = 5 * 60_000;
const fileMost = 64 * 1024 * 1024;

/** Sends one part to somebody who has written before, if the governor lets it. Never throws. */
export async function sendPart(desk: Desk, to: Address, part: Part, occasion: Occasion): Promise<Sent> {
  const native = Native.safeParse(part.native);
  const lane = native.data?.notice ? "notice" : "reply";
  const turn = desk.governor.begin(lane, conversationOf(to));
  try {
    if (!native.success) return fault("bad-request", "not_a_whatsapp_part");
    if (occasion.signal.aborted) return fault("retry", "stopping");
    const early = turn.notBeforeMs - desk.clock().epochMilliseconds;
    if (early > 0) return hold("gap", early);
    const { running } = desk;
    if (!running?.connected || !running.child) return hold("not_connected", notConnectedMs);
    const contact = await contactAt(desk.rows, to.chat);
    // A first message from us to somebody who never wrote is what gets numbers banned.
    if (!contact) return fault("unreachable", "never_wrote");
    const when = contact.answered ? null : desk.governor.allowsNew();
    if (when && when.rule !== null) return held(desk, when);
    if (!contact.answered) turn.first();
    const content = await contentOf(desk, native.data, occasion);
    if (!content) return fault("retry", "file_not_opened");
    const id = messageIdOf(desk.sealing, part.key);
    running.leaving.set(id, { key: part.key, chat: to.chat, lane, left: turn.left });
    const posted = running.child.line.call("post", { id, jid: contact.jid, ephemeral: contact.ephemeral, content });
    return await sentOf(desk, to.chat, id, await unlessStopped(posted, occasion.signal).finally(() => running.leaving.delete(id)));
  } catch (error) {
    const name = errorName(error);
    desk.log.warn({ channel: channelId, account: desk.account, err: name }, "sending broke");
    // The process died with it under way: sent again it bears the same id.
    return name === "LineClosed" ? { ok: "unknown" } : hold("database", databaseMs);
  } finally {
    turn.end();
  }
}

/** A stop does not wait for the network. */
function unlessStopped(posted: Promise<Posted>, signal: AbortSignal): Promise<Posted> {
  const { promise, resolve } = Promise.withResolvers<Posted>();
  const stopped = () => resolve({ ok: "unknown" });
  signal.addEventListener("abort", stopped, { once: true });
  return Promise.race([posted, promise]).finally(() => signal.removeEventListener("abort", stopped));
}

async function contentOf(desk: Desk, native: Native, { open }: Occasion): Promise<Post["content"] | null> {
  if (native.kind === "text") return { kind: "text", text: native.text, poll: native.poll };
  const { blob, notice: _notice, ...file } = native;
  const bytes = await open(blob).catch((error: unknown) => {
    desk.log.warn({ channel: channelId, account: desk.account, err: errorName(error) }, "a file to send cannot be opened");
    return null;
  });
  return bytes && bytes.length > 0 && bytes.length <= fileMost ? { ...file, bytes } : null;
}

async function sentOf(desk: Desk, chat: string, id: string, posted: Posted): Promise<Sent> {
  if (posted.ok === true) return { ok: true, native: id };
  if (posted.ok === "unknown") return { ok: "unknown" };
  const { code, by } = posted;
  if (by === "us") return code === "not_connected" || code === "Fenced" ? hold(code, notConnectedMs) : fault("retry", code);
  if (code === "463") {
    const until = await noteRestriction(desk, posted.untilMs ?? null);
    await noteRefused(desk.rows, chat);
    // Trying again before would count as one more attempt to reach a stranger.
    return hold(code, until - desk.clock().epochMilliseconds);
  }
  if (code === "429") {
    desk.governor.rest(tooFastMs);
    return hold(code, tooFastMs);
  }
  if (code === "404") return fault("unreachable", code);
  if (code === "403") return fault("blocked", code);
  return fault(code === "400" || code === "491" ? "bad-request" : "retry", code);
}

function held(desk: Desk, { atMs, rule }: When): Sent {
  return hold((rule ?? "rule").replaceAll(" ", "_"), Math.max(1_000, atMs - desk.clock().epochMilliseconds));
}

const hold = (code: string, afterMs: number): Sent => fault("hold", code, Math.max(1, Math.round(afterMs)));
const fault = (kind: SendFault["kind"], code: string, afterMs?: number): Sent => ({
  ok: false,
  fault: { kind, code, ...(afterMs !== undefined && { afterMs }) },
});
