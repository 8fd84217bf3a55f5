import { z } from "zod";
import type { Context, Outcome } from "../core/capability.ts";
import { Fault } from "../core/fault.ts";
import type { Call, Reply } from "../core/reply.ts";

/** Requests in one turn that were waiting for one another, at most: a proof, a city, the thing itself. */
const most = 3;
/** Minutes for which a request that lacked a city waits for it. */
const cityMinutes = 10;

const Waiting = z.object({ capability: z.string(), input: z.record(z.string(), z.unknown()), at: z.string() });

/** What this call's outcome leads on to: what it says itself, or the request that had to wait for the city just chosen. */
function nextOf(call: Call, { next, chooseAgency }: Outcome, { memory, now }: Context): Call | undefined {
  if (next || call.capability !== "choose_city" || chooseAgency === undefined) return next;
  const waiting = Waiting.safeParse(memory.cityFor).data;
  if (!waiting || now.since(Temporal.Instant.from(waiting.at)).total("minutes") > cityMinutes) return undefined;
  return { capability: waiting.capability, input: waiting.input };
}

/** A request that lacks a city is remembered until one is chosen; anything else forgets it. */
function waits(call: Call, { code }: Outcome, { memory, now }: Context): Record<string, unknown> {
  if (code === "no_city") return { cityFor: { capability: call.capability, input: call.input, at: now.toString() } };
  return memory.cityFor === undefined ? {} : { cityFor: null };
}

/** Does a call and then, in the same turn, what had been waiting for it; the replies become one. */
export async function withNext(call: Call, context: Context, act: (context: Context, call: Call) => Promise<Outcome>, depth = 1): Promise<Outcome> {
  const outcome = await act(context, call);
  const next = depth < most ? nextOf(call, outcome, context) : undefined;
  const remember = { ...outcome.remember, ...waits(call, outcome, context) };
  const first = Object.keys(remember).length > 0 ? { ...outcome, remember } : outcome;
  if (!next) return first;
  const agency = context.agencies.find((it) => it.id === outcome.chooseAgency) ?? context.agency;
  const further = { ...context, agency, memory: { ...context.memory, ...remember } };
  return joined(first, await withNext(next, further, act, depth + 1).catch(refused));
}

/** What came first stands, whatever becomes of the rest. */
function refused(error: unknown): Outcome {
  if (error instanceof Fault) return { reply: { text: error.say }, code: error.code };
  throw error;
}

/** Choices and questions are those of the second: only the newest can be answered. */
function joined(first: Outcome, second: Outcome): Outcome {
  const chosen = second.chooseAgency ?? first.chooseAgency;
  return {
    ...second,
    reply: replies(first.reply, second.reply),
    letters: [...(first.letters ?? []), ...(second.letters ?? [])],
    remember: { ...first.remember, ...second.remember },
    ...(chosen !== undefined && { chooseAgency: chosen }),
    ...((first.forget || second.forget) && { forget: true }),
  };
}

function replies(first: Reply, second: Reply): Reply {
  const files = [...(first.files ?? []), ...(second.files ?? [])];
  return { ...second, text: [first.text, second.text].filter(Boolean).join("\n\n"), ...(files.length > 0 && { files }) };
}
