import type { Context, Outcome } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import { fullName } from "../person-name.ts";
import { channelName } from "./chat-words.ts";
import { confirmersOf, waitingChats } from "./confirmation.ts";
import { cardOf } from "./link-store.ts";

const texts = {
  none: "Tidak ada chat yang menunggu dipastikan oleh Anda.",
  which: (count: number) => `${count} chat menunggu dipastikan. Yang mana?`,
  label: (name: string) => ([...name].length > 20 ? `${[...name].slice(0, 19).join("")}…` : name),
};

/** Chats at once: a WhatsApp list has ten rows. */
const shown = 8;

/** The chats that somebody may confirm, oldest first: the letter that asked about one may have scrolled away. Nobody decides about themselves. */
export async function listWaiting({ db, cell, now }: Context, { id, agency, roles }: Person): Promise<Outcome> {
  const waiting = [];
  for (const chat of await waitingChats(db, { cell, agencyId: agency.id }, now)) {
    if (chat.personId === id) continue;
    const card = await cardOf(db, { cell, ...chat }, now);
    if (card && confirmersOf(card).some((role) => roles.includes(role as "officer"))) waiting.push({ chat, card });
  }
  if (waiting.length === 0) return { reply: { text: texts.none }, code: "none_waiting" };
  const page = waiting.slice(0, shown);
  const buttons = page.map(({ chat, card }) => ({
    label: texts.label(fullName(card)),
    full: `${fullName(card)} (${channelName(chat.channel)})`,
    call: { capability: "confirm_link", input: { handle: chat.id } },
  }));
  return { reply: { text: texts.which(waiting.length), buttons }, looked: [...new Set(page.map(({ chat }) => chat.personId))], code: "listed" };
}
