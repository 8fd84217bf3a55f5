import type { Context, Outcome } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import type { Button } from "../../../core/reply.ts";
import { fullName } from "../person-name.ts";
import { channelName } from "./chat-words.ts";
import { confirmersOf, waitingChats } from "./confirmation.ts";
import { cardOf } from "./link-store.ts";

const texts = {
  none: "Tidak ada chat yang menunggu dipastikan oleh Anda.",
  which: (count: number) => `${count} chat menunggu dipastikan. Yang mana?`,
  label: (name: string) => ([...name].length > 20 ? `${[...name].slice(0, 19).join("")}…` : name),
  more: (count: number) => ({ label: "Lainnya", full: `Lainnya (${count} chat)` }),
  again: { label: "Dari awal", full: "Kembali ke awal daftar" },
};

/** Chats at once: a WhatsApp list has ten rows, and the way to the rest is one of them. */
const shown = 8;

/**
 * The chats that somebody may confirm, oldest first: the letter that asked about one may have scrolled away. Nobody decides about themselves.
 * A page begins behind the number that ended the one before, be it decided meanwhile or not.
 */
export async function listWaiting({ db, cell, now }: Context, { id, agency, roles }: Person, after = 0): Promise<Outcome> {
  const waiting = [];
  for (const chat of await waitingChats(db, { cell, agencyId: agency.id }, now)) {
    if (chat.personId === id) continue;
    const card = await cardOf(db, { cell, ...chat }, now);
    if (card && confirmersOf(card).some((role) => roles.includes(role as "officer"))) waiting.push({ chat, card });
  }
  if (waiting.length === 0) return { reply: { text: texts.none }, code: "none_waiting" };
  waiting.sort((a, b) => a.chat.id - b.chat.id);
  const from = Math.max(
    0,
    waiting.findIndex(({ chat }) => chat.id > after),
  );
  const page = waiting.slice(from, from + shown);
  const buttons: Button[] = page.map(({ chat, card }) => ({
    label: texts.label(fullName(card)),
    full: `${fullName(card)} (${channelName(chat.channel)})`,
    call: { capability: "confirm_link", input: { handle: chat.id } },
  }));
  const left = waiting.length - from - page.length;
  const last = page.at(-1)?.chat.id;
  if (left > 0) buttons.push({ ...texts.more(left), call: { capability: "confirm_link", input: { after: last } } });
  else if (from > 0) buttons.push({ ...texts.again, call: { capability: "confirm_link", input: {} } });
  return { reply: { text: texts.which(waiting.length), buttons }, looked: [...new Set(page.map(({ chat }) => chat.personId))], code: "listed" };
}
