import { InputFile } from "grammy";
import type { Address, Occasion, Part, SendFault, Sent } from "../../core/channel.ts";
import { errorName } from "../error-name.ts";
import { TelegramError } from "./client.ts";
import { chatIdOf, type TelegramDesk } from "./desk.ts";
import { toPlain } from "./markup.ts";
import { type FilePart, Native, type TextPart } from "./native.ts";

const callMs = 20_000;
/** Until the next try where no connection came about. */
const noLineMs = 5_000;
const photoMost = 10 * 1024 * 1024;
const fileMost = 50 * 1024 * 1024;

/**
 * One part, one message. What Telegram says against it becomes a fault with a policy; nothing is thrown. All calls share one
 * deadline, so that it ends before the courier's lease does.
 */
export async function sendPart(desk: TelegramDesk, to: Address, part: Part, occasion: Occasion): Promise<Sent> {
  const native = Native.safeParse(part.native);
  const chat = chatIdOf(to.chat);
  if (!native.success || chat === null) return fault("bad-request", "not_a_telegram_part");
  if (occasion.signal.aborted) return fault("retry", "stopping");
  const within = { ...occasion, signal: AbortSignal.any([occasion.signal, AbortSignal.timeout(desk.sendWithinMs)]) };
  if (native.data.kind === "text") return sendText(desk, chat, native.data, within);
  return sendFile(desk, chat, native.data, within);
}

/** HTML that Telegram cannot read is our mistake, but no reason for silence: the words go out once more, without bold. */
async function sendText(desk: TelegramDesk, chat: number, { html, keyboard }: TextPart, { signal }: Occasion): Promise<Sent> {
  const quiet = { link_preview_options: { is_disabled: true }, ...(keyboard && { reply_markup: keyboard }) };
  const send = (text: string, how: { parse_mode?: "HTML" }) =>
    outcome(() => desk.client.call("sendMessage", { ms: callMs, signal }, (api, it) => api.sendMessage(chat, text, { ...quiet, ...how }, it)));
  return withoutMarkup(desk, signal, await send(html, { parse_mode: "HTML" }), () => send(toPlain(html), {}));
}

async function sendFile(desk: TelegramDesk, chat: number, file: FilePart, { open, signal }: Occasion): Promise<Sent> {
  const bytes = await open(file.blob).catch((error: unknown) => error);
  if (!(bytes instanceof Uint8Array)) {
    desk.log.error({ channel: "telegram", err: errorName(bytes) }, "file to send could not be opened");
    return fault("retry", "file_not_opened");
  }
  if (bytes.length === 0 || bytes.length > fileMost) return fault("bad-request", "file_size");
  const asPhoto = file.kind === "image" && bytes.length <= photoMost;
  const send = (caption: string, how: { parse_mode?: "HTML" }) =>
    outcome(() =>
      desk.client.call(asPhoto ? "sendPhoto" : "sendDocument", { ms: callMs, signal }, async (api, it): Promise<{ message_id: number }> => {
        const upload = new InputFile(bytes, file.name);
        const other = caption === "" ? {} : { caption, ...how };
        return asPhoto ? api.sendPhoto(chat, upload, other, it) : api.sendDocument(chat, upload, other, it);
      }),
    );
  if (signal.aborted) return fault("retry", "too_late");
  return withoutMarkup(desk, signal, await send(file.caption, { parse_mode: "HTML" }), () => send(toPlain(file.caption), {}));
}

async function withoutMarkup(desk: TelegramDesk, signal: AbortSignal, first: Sent, again: () => Promise<Sent>): Promise<Sent> {
  if (first.ok !== false || first.fault.code !== unparsed) return first;
  if (signal.aborted) return fault("retry", "too_late"); // refused, so nothing has gone out
  desk.log.error({ channel: "telegram", account: desk.account }, "Telegram could not read our HTML: sent as plain text");
  return again();
}

async function outcome(run: () => Promise<{ message_id: number }>): Promise<Sent> {
  try {
    return { ok: true, native: String((await run()).message_id) };
  } catch (error) {
    return error instanceof TelegramError ? sentOf(error) : { ok: "unknown" };
  }
}

const unparsed = "400_markup";

/** A server's own failure (5xx) may have come after the message went out. */
function sentOf({ mishap, code, description, retryAfterMs }: TelegramError): Sent {
  if (mishap === "unknown" || code.startsWith("5")) return { ok: "unknown" };
  if (mishap === "unsent") return fault("hold", code, noLineMs);
  if (code === "429") return fault("slow-down", code, retryAfterMs ?? 1_000);
  if (code === "401" || code === "404") return fault("auth", code);
  if (code === "409") return fault("retry", code);
  if (/chat not found|user is deactivated|PEER_ID_INVALID/i.test(description)) return fault("unreachable", code);
  if (code === "403") return fault("blocked", code);
  return fault("bad-request", /can't parse entities/i.test(description) ? unparsed : code);
}

const fault = (kind: SendFault["kind"], code: string, afterMs?: number): Sent => ({
  ok: false,
  fault: { kind, code, ...(afterMs !== undefined && { afterMs }) },
});
