import type { Channel, Inbound } from "../core/channel.ts";

/** What is found without asking anybody outside is there before this. */
const shownAfterMs = 300;
/** Nobody is told for longer that an answer is coming. */
const longestMs = 120_000;

/**
 * Gets a message ready while its sender sees that an answer is coming: that somebody is typing, and of a written answer what can be said
 * already. Once it is ready nothing of either leaves any more, so that none of it comes after the answer.
 */
export async function preparing<T>(channel: Channel | undefined, message: Inbound, work: (onDraft?: (text: string) => void) => Promise<T>): Promise<T> {
  const stopTyping = keepTyping(channel, message);
  const drafts = channel?.drafts;
  let drafted = false;
  try {
    return await work(
      drafts &&
        ((text) => {
          drafted = true;
          drafts.show(message.to, text);
        }),
    );
  } finally {
    stopTyping();
    if (drafted) await drafts?.settle(message.to);
  }
}

function keepTyping(channel: Channel | undefined, message: Inbound): () => void {
  const typing = channel?.typing;
  if (!typing || message.body.type === "left") return () => {};
  const until = performance.now() + longestMs;
  let timer = setTimeout(show, shownAfterMs);
  function show() {
    typing?.show(message);
    if (performance.now() < until) timer = setTimeout(show, typing?.everyMs);
  }
  return () => clearTimeout(timer);
}
