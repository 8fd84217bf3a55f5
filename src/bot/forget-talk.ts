import { z } from "zod";
import { type Capability, capability } from "../core/capability.ts";
import type { Button } from "../core/reply.ts";

const texts = {
  done: "Baik, yang kita bicarakan tadi saya lupakan. Pesan berikutnya saya baca tanpa mengingat yang sebelumnya.\n\nPendaftaran dan data Anda tidak berubah. Catatan pesan sendiri dihapus menurut masa simpannya: /privasi.",
};

/** "Lupain obrolan kita yang tadi dong", "tolong hapus ingatan percakapan ini". */
const asked = new RegExp(
  `^(?:(?:tolong|tlg|mohon|mhn|bisa|coba|minta|ayo|kak|min|pak|bu) )*(?:(?:di)?lupa(?:kan|in)|lupain|lupa aja|lupakan saja|hapus(?:kan|in)? (?:ingatan|memori)|bersihkan|reset)` +
    "(?: (?:saja|aja|dong|semua|semuanya|seluruh|isi|tentang|soal|percakapan|obrolan|chat|pembicaraan|ingatan|memori|yang|yg|tadi|ini|itu|kita|saya|sebelumnya|sudah|udah|dibicarakan|dibahas|barusan|ya|yaa|pak|bu|kak|min))*$",
);
/** Without one of these it is not said what is to be forgotten: "lupain aja" may be anything. */
const what = /percakapan|obrolan|chat|pembicaraan|ingatan|memori|tadi|sebelumnya|barusan|dibahas|dibicarakan/;

/** `forget_talk`: what the assistant remembers of this talk is gone, so that nothing said before colours what is said next. */
export const forgetTalkCapability: Capability = capability({
  id: "forget_talk",
  about: "Melupakan percakapan ini, supaya pesan berikutnya dibaca tersendiri.",
  command: "lupakan",
  phrases: ["lupakan percakapan ini", "lupakan percakapan", "lupakan yang tadi"],
  roles: ["guest"],
  input: z.object({}),
  recognise(text) {
    const said = text
      .toLowerCase()
      .replace(/[^\p{L}\s]/gu, " ")
      .replace(/\s+/g, " ")
      .trim();
    return said.length <= 80 && asked.test(said) && what.test(said) ? {} : undefined;
  },
  handle: async () => ({ reply: { text: texts.done }, forget: true, code: "forgotten" }),
});

export const forgetButton: Button = { label: "Lupakan percakapan", call: { capability: "forget_talk", input: {} } };
