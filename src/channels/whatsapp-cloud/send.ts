import { z } from "zod";
import type { Address, Occasion, Part, Sent } from "../../core/channel.ts";
import { recipientOf } from "./address.ts";
import { shortKey } from "./choice-id.ts";
import { channelId, type Desk } from "./desk.ts";
import { callGraph, repeatable } from "./graph.ts";
import { type Message, Native, templateMessage } from "./native.ts";

export const windowHours = 24;
/** Meta's clock and ours differ, and the message is some time on its way. */
const marginMinutes = 5;
/** Characters that Meta carries for us and tells with every status. */
const callbackMax = 512;

const Taken = z.object({ messages: z.array(z.object({ id: z.string().min(1) })).min(1) });

/** Sends one part, or its approved text when the window is closed. Never throws. Upload and message share one deadline, so that it ends before the courier's lease does. */
export async function sendPart(desk: Desk, account: string, to: Address, part: Part, when: Occasion): Promise<Sent> {
  const occasion = { ...when, signal: AbortSignal.any([when.signal, AbortSignal.timeout(desk.sendWithinMs)]) };
  const native = Native.safeParse(part.native);
  const recipient = recipientOf(to.chat);
  if (!native.success) return refused("not_a_whatsapp_part");
  if (!recipient) return refused("not_a_whatsapp_address");
  try {
    // Decided before anything is sent: Meta takes a late message with 200 and lets it fail afterwards.
    const message = windowOpen(occasion) ? native.data.message : null;
    const chosen = message ?? native.data.template ?? ownTemplate(desk, native.data);
    if (!chosen) return { ok: false, fault: { kind: "window-closed", code: "window" } };
    const filled = message && native.data.file ? await withFile(desk, account, message, native.data.file, occasion) : { ok: true as const, message: chosen };
    if (!filled.ok) return filled;
    const body = { messaging_product: "whatsapp", recipient_type: "individual", ...recipient, biz_opaque_callback_data: shortKey(part.key, callbackMax) };
    const answer = await callGraph(desk, `${account}/messages`, occasion.signal, { ...filled.message, ...body });
    if (answer.ok !== true) return answer;
    const taken = Taken.safeParse(answer.json);
    return taken.success ? { ok: true, native: taken.data.messages[0]?.id ?? "" } : { ok: "unknown" };
  } catch (error) {
    desk.log.error({ channel: channelId, account, err: error instanceof Error ? error.name : "unknown" }, "sending broke");
    return { ok: "unknown" };
  }
}

/** A notice that brings no approved text of its own goes in the account's general one, where the operator has named it. */
const ownTemplate = ({ noticeTemplate }: Desk, { brief }: Native): Message | undefined =>
  noticeTemplate && brief !== undefined ? templateMessage({ ...noticeTemplate, values: [brief] }) : undefined;

function windowOpen({ heardAt, now }: Occasion): boolean {
  if (heardAt === null) return false;
  const closes = Temporal.Instant.from(heardAt).add({ hours: windowHours }).subtract({ minutes: marginMinutes });
  return Temporal.Instant.compare(now, closes) < 0;
}

const Uploaded = z.object({ id: z.string().min(1) });
type Filled = { ok: true; message: Message } | Extract<Sent, { ok: false }>;

/** Uploads and names the file in the message. Until then the person has got nothing, so all that goes wrong may be tried again. */
async function withFile(desk: Desk, account: string, message: Message, file: NonNullable<Native["file"]>, occasion: Occasion): Promise<Filled> {
  const bytes = await occasion.open(file.blob).catch((error: unknown) => {
    desk.log.warn({ channel: channelId, account, err: error instanceof Error ? error.name : "unknown" }, "a file to send cannot be opened");
    return null;
  });
  if (!bytes) return { ok: false, fault: { kind: "retry", code: "file" } };
  const form = new FormData();
  form.set("messaging_product", "whatsapp");
  form.set("type", file.mime);
  form.set("file", new Blob([new Uint8Array(bytes)], { type: file.mime }), file.name);
  const answer = repeatable(await callGraph(desk, `${account}/media`, occasion.signal, form));
  if (!answer.ok) return answer;
  const uploaded = Uploaded.safeParse(answer.json);
  if (!uploaded.success) return { ok: false, fault: { kind: "retry", code: "no_media_id" } };
  return { ok: true, message: { ...message, [message.type]: { ...(message[message.type] as object), id: uploaded.data.id } } };
}

const refused = (code: string): Sent => ({ ok: false, fault: { kind: "bad-request", code } });
