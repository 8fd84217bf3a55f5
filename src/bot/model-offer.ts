import type { Context } from "../core/capability.ts";
import type { Reply } from "../core/reply.ts";
import type { Conversation } from "./conversation.ts";
import type { EngineOptions } from "./engine-options.ts";
import type { Said } from "./said.ts";

/** What is no matter of this assistant no model makes one. */
const elsewhere = "out_of_domain";

/**
 * What is said with the question whether the language model may be used, the first time that it would have been of use: nothing was found for
 * free words. Asked once in a talk, and never of who has answered. Where it is asked what was meant, that question is not disturbed.
 */
export async function withModelOffer(options: EngineOptions, talk: Conversation, { db, person }: Context, said: Said, reply: Reply): Promise<Said> {
  const plainly = { ...said, reply };
  const lost = said.free === true && said.foundNothing === true && said.manner === undefined && !said.guesses && said.code !== elsewhere;
  if (!lost || !options.offerModel || !person || talk.state.modelOffered || talk.state.form) return plainly;
  const offer = await options.offerModel(db, person);
  if (!offer) return plainly;
  talk.state.modelOffered = true;
  const own = reply.buttons ?? [];
  return {
    ...said,
    reply: { ...reply, text: `${reply.text}\n\n${offer.text}`, buttons: [...own, ...offer.buttons] },
    offer: { from: own.length, question: offer.text },
  };
}
