import type { InboundBody } from "../core/channel.ts";

const texts = {
  voice: "Maaf, saya belum dapat mendengarkan pesan suara. Silakan ketik pertanyaan Anda.",
  audio: "Maaf, saya belum dapat mendengarkan rekaman. Silakan ketik pertanyaan Anda.",
  image: "Maaf, saya belum dapat membaca gambar. Silakan ketik pertanyaan Anda.",
  video: "Maaf, saya belum dapat melihat video. Silakan ketik pertanyaan Anda.",
  document: "Maaf, saya belum dapat membaca berkas di percakapan ini. Silakan ketik pertanyaan Anda.",
  contact: "Terima kasih, tetapi kartu kontak tidak diperlukan di sini. Silakan ketik pertanyaan Anda.",
  other: "Saat ini saya hanya dapat membaca pesan teks. Silakan ketik pertanyaan Anda.",
};

/** What is said to a message that is not words. */
export function unread(body: InboundBody): string {
  if (body.type === "media") return texts[body.media.kind];
  return body.type === "contact" ? texts.contact : texts.other;
}
