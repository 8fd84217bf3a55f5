import { z } from "zod";
import { type Capability, capability } from "../../core/capability.ts";
import type { Button } from "../../core/reply.ts";
import type { Conversation } from "../conversation.ts";

const texts = {
  again: "Maaf, saya salah dengar. Silakan ucapkan lagi, atau ketik saja.",
};

const Call = z.object({ capability: z.string().max(60), input: z.record(z.string(), z.unknown()) });
const Asking = Call.extend({ field: z.string().max(60), whole: z.boolean().optional(), anyWords: z.boolean().optional() });

/** `misheard`: what was heard is not what was said; the talk awaits again what it awaited before. */
export const misheardCapability: Capability = capability({
  id: "misheard",
  about: "Mengulang pesan suara yang salah didengar.",
  phrases: [],
  roles: ["guest"],
  input: z.object({ asking: Asking.optional(), form: Call.optional() }),
  handle: async (_, { asking, form }) => ({
    reply: { text: texts.again },
    ...(asking && { awaits: asking }),
    ...(form && { form }),
    // What was never asked is no question to go on from.
    remember: { question: null },
    code: "misheard",
  }),
});

/** The button below what was heard; `state` is that of the talk before it was acted on. */
export const misheardButton = ({ asking, form }: Pick<Conversation["state"], "asking" | "form">): Button => ({
  label: "Bukan itu",
  call: {
    capability: misheardCapability.id,
    input: { ...(asking && { asking }), ...(form && { form: { capability: form.capability, input: form.input } }) },
  },
});
