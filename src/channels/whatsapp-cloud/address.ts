import { z } from "zod";

/** Business-scoped user id (BSUID): country, dot, letters and digits. Its digits are no telephone number. */
const userIdShape = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;
/** Digits with country code and without a plus, as Meta writes them. */
const phoneShape = /^\d{7,15}$/;
const marker = "bsuid:";

/** Who wrote, as far as WhatsApp tells; at least one of the two. */
export interface Writer {
  phone?: string;
  userId?: string;
}

const word = z.string().optional().catch(undefined);
const Names = z.object({ from: word, from_user_id: word });
const Contact = z.object({ wa_id: word, user_id: word });

/**
 * Reads the writer of a message. Meta names both in the message itself; `contacts` beside it says the user id again,
 * which is used only where it cannot be somebody else's: found by the phone, or the only one of a lone message.
 */
export function writerOf(message: unknown, contacts: unknown[], alone: boolean): Writer | null {
  const names = Names.safeParse(message).data ?? {};
  const known = contacts.flatMap((it) => Contact.safeParse(it).data ?? []);
  const phone = names.from && phoneShape.test(names.from) ? names.from : undefined;
  const beside = phone ? known.find((it) => it.wa_id === phone) : alone && known.length === 1 ? known[0] : undefined;
  const userId = [names.from_user_id, names.from, beside?.user_id].find((it) => it !== undefined && userIdShape.test(it));
  if (!phone && !userId) return null;
  return { ...(phone && { phone }), ...(userId && { userId }) };
}

/**
 * Where to answer: the phone whenever WhatsApp shows it, also when the user id is known too, since that address is the
 * same before and after a person takes a username, and every kind of message may be sent to it. Only who hides the
 * phone is addressed by user id. Somebody who shows it later (by answering a contact request) goes on in a new talk,
 * but remains the same `Sender`, whose id is the user id wherever there is one.
 */
export const chatOf = ({ phone, userId }: Writer): string => phone ?? `${marker}${userId}`;

/** The same person with and without a visible phone; a new phone is a new user id. */
export const senderOf = ({ phone, userId }: Writer): string => userId ?? phone ?? "";

/** A user id in `to` is answered with 200 and never arrives: it belongs in `recipient`. Null = no address of ours. */
export function recipientOf(chat: string): { to: string } | { recipient: string } | null {
  if (phoneShape.test(chat)) return { to: chat };
  const userId = chat.startsWith(marker) ? chat.slice(marker.length) : "";
  return userIdShape.test(userId) ? { recipient: userId } : null;
}
