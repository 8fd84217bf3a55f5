import { hours } from "./clock.ts";
import { type Refusal, refusal } from "./graph-error.ts";
import { heardFrom } from "./heard.ts";
import { fits } from "./media-store.ts";
import { type Message, type ReadReceipt, userIdShape } from "./message-schema.ts";
import type { Accepted } from "./statuses.ts";
import type { FilledTemplate } from "./templates.ts";
import type { Line } from "./webhook-body.ts";
import type { World } from "./world.ts";

export type Verdict =
  /** `happens` delivers the message or lets it fail; resolves when the app knows the statuses that follow at once. */
  { ok: true; body: object; happens?: () => Promise<void> } | { ok: false; refused: Refusal; violation?: string };

const windowHours = 24;
const pairEveryMs = 6_000;
const pairAhead = 45;
const phoneShape = /^\+?[\d\s().-]{7,25}$/;

/** Decides on a well-formed message. */
export function accept(world: World, line: Line, message: Message, failsLater?: number): Verdict {
  const given = message.to ?? message.recipient ?? "";
  // `to` wins when both are given; a user id in it is taken and never arrives.
  const lost = message.to !== undefined && userIdShape.test(message.to);
  if (message.to !== undefined && !lost && !phoneShape.test(message.to)) return invalid(`to: ${message.to} is not a phone number`);
  const digits = given.replace(/\D/g, "");
  const person = lost ? undefined : message.to === undefined ? world.people.byUserId(given) : world.people.byPhone(digits);

  const unfit = missingReference(world, message);
  if (unfit) return invalid(unfit);
  let template: FilledTemplate | undefined;
  if (message.type === "template") {
    const it = world.templates.fill(message.template);
    if ("refused" in it) return { ok: false, refused: it.refused };
    template = it.filled;
  }
  const limited = overLimit(world, line, person?.key ?? given);
  if (limited) return { ok: false, refused: limited };

  const id = world.newMessageId();
  const at = world.clock.now();
  const accepted: Accepted = { id, at, line, to: given, person, message, category: template?.category ?? "service", fate: "accepted" };
  world.accepted.set(id, accepted);
  const contact = message.to === undefined ? { input: given, user_id: given } : { input: given, wa_id: lost ? given : digits };
  const body = { messaging_product: "whatsapp", contacts: [contact], messages: [{ id, ...(template ? { message_status: "accepted" } : {}) }] };

  const happens = async (): Promise<void> => {
    if (lost) {
      accepted.fate = "dropped";
      return;
    }
    const code = failsLater ?? failure(world, accepted);
    if (person && !code) return person.receive(accepted, heardFrom(id, at, message, world.media, template));
    accepted.fate = "failed";
    accepted.code = code ?? 131026;
    await world.statuses.report(accepted, "failed", accepted.code, details[accepted.code]);
  };
  return { ok: true, body, happens };
}

const details: Record<number, string> = {
  131026: "Message Undeliverable.",
  131047: "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
  131053: "Media file type does not match the message type.",
};

const invalid = (problem: string): Verdict => ({ ok: false, refused: refusal(100, problem), violation: problem });

/** The person read it on the phone; with typing, sees that an answer is coming. */
export function markRead(world: World, read: ReadReceipt): Verdict {
  if (world.incomingIds.has(read.message_id)) return { ok: true, body: { success: true } };
  return invalid(`message_id: ${read.message_id} is not a message that was received`);
}

function missingReference(world: World, message: Message): string | undefined {
  const quoted = message.context?.message_id;
  if (quoted && !world.incomingIds.has(quoted) && !world.accepted.has(quoted)) return `context.message_id: ${quoted} is unknown`;
  const file = fileIdOf(message);
  if (file && !world.media.get(file)) return `Media ID ${file} does not exist or has expired`;
  return undefined;
}

/** Why a message that was accepted will not arrive. */
function failure(world: World, { person, line, message, at }: Accepted): number | undefined {
  if (!person) return 131026;
  const wrote = person.lastWroteTo(line);
  if (message.type !== "template" && (wrote === undefined || at - wrote > hours(windowHours))) return 131047;
  const file = world.media.get(fileIdOf(message) ?? "");
  if (file && (message.type === "document" || message.type === "image") && !fits(message.type, file.mime)) return 131053;
  return undefined;
}

function fileIdOf(message: Message): string | undefined {
  if (message.type === "document") return message.document.id;
  return message.type === "image" ? message.image.id : undefined;
}

const pairs = new WeakMap<World, Map<string, number>>();
const seconds = new WeakMap<World, Map<string, number>>();

function overLimit(world: World, line: Line, to: string): Refusal | undefined {
  const { pair, throughput } = world.limits;
  if (!pair && throughput === 0) return undefined;
  const now = world.clock.now();
  if (throughput > 0) {
    const counts = seconds.get(world) ?? new Map<string, number>();
    seconds.set(world, counts);
    const key = `${line.id} ${Math.floor(now / 1000)}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count > throughput)
      return refusal(130429, "Message failed to send because there were too many messages sent from this phone number in a short period of time");
  }
  if (pair) {
    const due = pairs.get(world) ?? new Map<string, number>();
    pairs.set(world, due);
    const key = `${line.id} ${to}`;
    const next = Math.max(due.get(key) ?? 0, now);
    if (next - now > (pairAhead - 1) * pairEveryMs)
      return refusal(
        131056,
        "Message failed to send because there were too many messages sent from this phone number to the same recipient in a short period of time",
      );
    due.set(key, next + pairEveryMs);
  }
  return undefined;
}
