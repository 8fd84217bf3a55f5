import type { Agency } from "../../../core/person.ts";
import { clockTime } from "../../../core/time.ts";
import { dayOf } from "../link/chat-words.ts";
import type { Notice } from "../notice.ts";

const texts = {
  changed: (day: string, time: string) =>
    `Nomor telepon Anda pada data kepegawaian diubah pada ${day} pukul ${time}. Pemilik nomor itu dapat menautkan chat dengan data Anda. Bila ini bukan nomor baru Anda, segera hubungi petugas BKPSDM, atau laporkan dengan tombol di bawah.`,
  wrong: "Ini keliru",
};

/** Whoever changes a number in the register cannot keep it from its owner; the number itself is not said, since a chat may be another's. */
export const phoneNotice = (personId: number, { zone }: Agency, now: Temporal.Instant, key: string): Notice => ({
  personId,
  key,
  everywhere: true,
  reply: {
    text: texts.changed(dayOf(now.toString(), zone), clockTime(now, zone)),
    buttons: [{ label: texts.wrong, call: { capability: "request_correction", input: {} } }],
  },
});
