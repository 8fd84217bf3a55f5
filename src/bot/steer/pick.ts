import { z } from "zod";
import type { Call } from "../../core/reply.ts";
import type { Conversation } from "../conversation.ts";
import type { Thinking } from "./thinking.ts";

const Picked = z.object({ pilihan: z.number().int().min(0).max(20) });

/** Decisions about oneself, and what leads out of the form, are chosen by the person alone. */
const isAnswer = (label: string): boolean => !/^(?:lanjut|lewati|nanti|kembali|ubah|kirim|selesai|batal|ya\b|tidak\b|semua)/i.test(label);

/**
 * The choice of the open form's question that an answer in free words comes nearest to; null = none. It is only shown: the person's tap
 * answers. The question goes as the house wrote it.
 */
export async function pickChoice({ model, asker, mask, message }: Thinking, talk: Conversation): Promise<Call | null> {
  const menu = talk.state.menus.at(-1);
  const options = (menu?.options ?? []).filter((it) => isAnswer(it.label));
  if (!talk.state.form || talk.state.asking?.anyWords || options.length < 2) return null;
  const outcome = await model.complete({
    prompt: "pilih-jawaban",
    input: { pilihan: options.map((it, at) => `${at + 1}. ${it.full ?? it.label}`).join("\n"), jawaban: message },
    asker,
    mask,
    schema: Picked,
  });
  if (outcome.kind !== "ok" || !outcome.data) return null;
  return options[outcome.data.pilihan - 1]?.call ?? null;
}
