import { plain } from "../../core/reply.ts";
import type { Message } from "./ticket-store.ts";

const names: Record<Message["author"], string> = { penanya: "Penanya", petugas: "Petugas", percakapan: "Percakapan sebelumnya" };

/** Messages shown of a ticket, and letters of each; all of it is in /dataku. */
const shown = { messages: 8, letters: 600 };

/** What was said in a ticket, oldest first, the last ones. `own`: whose eyes it is for, who reads "Anda". */
export function threadText(messages: Message[], own: "penanya" | "petugas"): string {
  const lines = messages.slice(-shown.messages).map(({ author, body }) => {
    const cut = body.length > shown.letters ? `${body.slice(0, shown.letters)}…` : body;
    return `*${author === own ? "Anda" : names[author]}*: ${plain(cut)}`;
  });
  const left = messages.length - shown.messages;
  return [...(left > 0 ? [`(${left} pesan sebelumnya tidak ditampilkan)`] : []), ...lines].join("\n\n");
}
