import { z } from "zod";
import { type Capability, capability } from "../../core/capability.ts";
import type { Button } from "../../core/reply.ts";
import type { Conversation } from "../conversation.ts";

const texts = {
  again: "Maaf, saya salah dengar. Silakan ucapkan lagi, atau ketik saja.",
};

const Call = z.object({ capability: z.string().max(60), input: z.record(z.string(), z.unknown()) });
const Question = z.string().max(3_000).optional();
const Asking = Call.extend({ field: z.string().max(60), whole: z.boolean().optional(), anyWords: z.boolean().optional() });

/** `misheard`: what was heard is not what was said; the talk awaits again what it awaited before. */
export const misheardCapability: Capability = capability({
  id: "misheard",
  about: "Mengulang pesan suara yang salah didengar.",
  phrases: [],
  roles: ["guest"],
  input: z.object({ asking: Asking.optional(), form: Call.optional(), heard: z.string().max(300).optional(), asked: Question, before: Question }),
  handle: async ({ memory }, { asking, form, asked, before }) => ({
    reply: { text: texts.again },
    ...(asking && { awaits: asking }),
    ...(form && { form }),
    // What was never asked is no question to go on from; what was asked before it is, and what was asked since.
    ...(asked !== undefined && memory.question === asked && { remember: { question: before ?? null } }),
    code: "misheard",
  }),
});

/** The button below what was heard; `id` = the message, `asked` = the question that was read out of it. */
export const misheardButton = (id: string, asked: unknown, { asking, form, question }: Before): Button => ({
  label: "Bukan itu",
  call: {
    capability: misheardCapability.id,
    input: {
      heard: id,
      ...(asking && { asking }),
      ...(form && { form: { capability: form.capability, input: form.input } }),
      ...(typeof asked === "string" && { asked, ...(question !== undefined && { before: question }) }),
    },
  },
});

/** What a talk awaited before something was heard in it, and which question it could have gone on from. */
export type Before = Pick<Conversation["state"], "asking" | "form"> & { question?: string };
