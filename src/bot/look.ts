import type { Capability } from "../core/capability.ts";
import { conversationOf, type Inbound } from "../core/channel.ts";
import { createFewAtOnce } from "../core/few-at-once.ts";
import type { Clock } from "../core/time.ts";
import type { Database } from "../db/database.ts";
import type { Gateway } from "../llm/gateway.ts";
import { askerOf } from "./asker.ts";
import { callByPhrase } from "./by-phrase.ts";
import { peekConversation } from "./conversation.ts";
import type { Talking } from "./steer/prepare.ts";

export interface LookNeeds {
  db: Database;
  clock: Clock;
  model: Gateway;
}

/** Pictures on their way out at once: each is in memory twice; the others wait their turn. */
const atOnce = 10;

/**
 * Has a picture read that somebody hands in, outside any transaction; null = it is not read, and the person says what stands in it. Whether it
 * may leave (the city's switch, the own yes, the budget) the gateway asks, right before.
 */
export function createLooker(talking: Talking, { db, clock, model }: LookNeeds) {
  const few = createFewAtOnce(atOnce);

  /** A picture may hold anything, so none is shown only because it came: this very file was asked for, or the words beside it name what it is for. */
  async function isHandedIn({ to, body }: Inbound, taker: Capability): Promise<boolean> {
    const { asking } = (await peekConversation(db, talking.cell, conversationOf(to))).state;
    if (asking?.capability === taker.id && asking.field === taker.takesFile?.field) return true;
    const words = body.type === "media" ? body.caption.trim() : "";
    return words.split(/\s/, 1)[0]?.toLowerCase() === `/${taker.command}` || callByPhrase([taker], words) !== undefined;
  }

  return async (message: Inbound, taker: Capability, bytes: Uint8Array): Promise<unknown> => {
    const reading = taker.takesFile?.read?.picture;
    const picture = reading?.shown(bytes);
    if (!reading || !picture || !(await isHandedIn(message, taker))) return null;
    const asker = await askerOf(talking, db, message, clock());
    if (!asker) return null;
    const outcome = await few(() => model.complete({ prompt: reading.prompt, input: {}, picture, asker, schema: reading.answer }));
    return outcome.kind === "ok" ? reading.read(outcome.data) : null;
  };
}
