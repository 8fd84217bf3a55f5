import type { Context } from "../core/capability.ts";
import type { Reply } from "../core/reply.ts";
import type { Conversation } from "./conversation.ts";
import type { EngineOptions } from "./engine-options.ts";
import type { Said } from "./said.ts";

/** What is no matter of this assistant no model makes one. */
const elsewhere = "out_of_domain";

/**
 * The reply with the question whether the language model may be used, the first time that it would have been of use: free words that were
 * not understood, or that nothing was found for. Asked once in a talk, and never of who has answered; a list that waits for a choice is not
 * disturbed.
 */
export async function withModelOffer(options: EngineOptions, talk: Conversation, { db, person }: Context, said: Said, reply: Reply): Promise<Reply> {
  const lost = said.free === true && (said.manner === "unsure" || (said.foundNothing === true && said.code !== elsewhere));
  if (!lost || !options.offerModel || !person || talk.state.modelOffered || talk.state.form) return reply;
  const offer = await options.offerModel(db, person);
  talk.state.modelOffered = true;
  if (!offer) return reply;
  return { ...reply, text: `${reply.text}\n\n${offer.text}`, buttons: [...(reply.buttons ?? []), ...offer.buttons] };
}
