import type { Clock } from "../core/time.ts";
import type { Database } from "../db/database.ts";
import { tryOnce } from "./attempt.ts";
import { createBreaker, type TroubleLog } from "./breaker.ts";
import { createBudget, type Limits } from "./budget.ts";
import { isOn } from "./city-switch.ts";
import type { Failure, Refusal, Usage } from "./outcome.ts";
import type { Asker } from "./request.ts";
import { createSpeechStack, type Recording, type SpeechStack, type Transcript } from "./speech-stack.ts";
import { type Failed, firstPauseMs, tell, untilGood } from "./tries.ts";
import { recordUse, userOf } from "./use-store.ts";

/** Whether somebody's voice may leave the house: their city has no model on, they have not said, they have said so or so. */
export type VoiceStanding = "off" | "ask" | "yes" | "no";

/** `silent` = nothing was said in it. */
export type Transcribed =
  | { kind: "ok"; text: string; usage: Usage }
  | { kind: "silent" }
  | { kind: "refused"; why: Refusal }
  | { kind: "failed"; why: Failure; detail: string };

/** Turns speech into words, at an endpoint. Never within a transaction: a call takes seconds. Nothing here ever throws but for the database. */
export interface Transcriber {
  standing(asker: Asker): Promise<VoiceStanding>;
  /** `seconds` = how long it is, for what it costs. */
  transcribe(asker: Asker | "operator", recording: Recording, seconds: number): Promise<Transcribed>;
  readonly model: string;
}

export interface TranscriberNeeds {
  db: Database;
  cell: number;
  log: TroubleLog;
  clock: Clock;
  elapsed?: () => number;
  pauseMs?: number;
  chance?: () => number;
  url: string;
  key?: string | undefined;
  model: string;
  prices: ReadonlyMap<string, { in: number; out: number }>;
  limits: Limits;
  timeoutMs: number;
  tryMs: number;
  /** What somebody has said about their voice. */
  consent(asker: Asker): Promise<"ask" | "yes" | "no">;
}

/** Under which name the use is counted; nothing but the recording is sent, so there is no prompt. */
const counted = { id: "suara", version: 1 };
/** Tokens of a second of speech, where the endpoint does not count: what those that do count take. */
const tokensPerSecond = 10;
const tokensFor = (seconds: number): number => Math.ceil(seconds * tokensPerSecond);
/** What a try may take longer for each second of speech: a machine of the city's own without a graphics card listens about so fast. */
const msPerSecond = 500;
/** Characters; more nobody says in the minutes that a voice note may take. */
const longest = 6_000;

/** The way of speech out of the house, by the same rules as that of words (`gateway.ts`): switch, own yes, budget, breaker, tries, record. */
export function createTranscriber(needs: TranscriberNeeds): Transcriber {
  const { db, cell, log, clock, elapsed = () => performance.now(), chance = Math.random, pauseMs = firstPauseMs, model } = needs;
  const stack: SpeechStack = createSpeechStack(needs);
  const budget = createBudget(db, cell, needs.limits);
  const breaker = createBreaker(model, log, elapsed);
  const price = needs.prices.get(model) ?? needs.prices.get("") ?? { in: 0, out: 0 };
  const costOf = (tokensIn: number, tokensOut: number) => (price.in * tokensIn + price.out * tokensOut) / 1_000_000;

  const standing = async (asker: Asker): Promise<VoiceStanding> => ((await isOn(db, { cell, agencyId: asker.agencyId })) ? needs.consent(asker) : "off");

  async function transcribe(asker: Asker | "operator", recording: Recording, seconds: number): Promise<Transcribed> {
    const may = asker === "operator" ? "yes" : await standing(asker);
    if (may !== "yes") return { kind: "refused", why: may === "off" ? "city_off" : "no_consent" };
    const user = userOf(asker, clock());
    const most = tokensFor(seconds);
    const admitted = user === null ? () => {} : await budget.admit(user, most * 2, costOf(most, most));
    if (typeof admitted === "string") return { kind: "refused", why: admitted };
    try {
      if (!breaker.admits()) return { kind: "refused", why: "resting" };
      return await called(asker, recording, seconds);
    } finally {
      admitted();
    }
  }

  async function called(asker: Asker | "operator", recording: Recording, seconds: number): Promise<Transcribed> {
    const most = tokensFor(seconds);
    const longerMs = seconds * msPerSecond;
    const began = elapsed();
    const used = { in: 0, out: 0, tries: 0 };
    const patience = {
      cancel: new AbortController().signal,
      tryMs: needs.tryMs + longerMs,
      left: () => needs.timeoutMs + longerMs - (elapsed() - began),
      clock,
      pauseMs,
      chance,
    };
    const result = await untilGood<Words>(async (ends) => {
      used.tries++;
      const tried = await tryOnce((hooks) => stack.transcribe(model, recording, hooks), ends);
      if (tried.kind === "failed") {
        if (tried.sent) used.in += most;
        return tried;
      }
      used.in += tried.answered.tokensIn ?? most;
      used.out += tried.answered.tokensOut ?? Math.ceil(tried.answered.text.length / 3);
      return wordsOf(tried.answered);
    }, patience);
    const usage: Usage = {
      prompt: counted,
      model,
      tokensIn: used.in,
      tokensOut: used.out,
      cost: costOf(used.in, used.out),
      ms: elapsed() - began,
      tries: used.tries,
    };
    await recordUse(db, cell, userOf(asker, clock()), usage, result.kind === "ok" ? "ok" : result.why, clock()).catch((error: unknown) =>
      log.warn({ prompt: counted.id, reason: error instanceof Error ? error.name : "unknown" }, "use of the language model could not be recorded"),
    );
    if (result.kind === "failed") {
      tell(breaker, result, false);
      return { kind: "failed", why: result.why, detail: result.detail };
    }
    breaker.worked();
    return result.text === "" ? { kind: "silent" } : { kind: "ok", text: result.text, usage };
  }

  return { standing, transcribe, model };
}

interface Words {
  kind: "ok";
  text: string;
}

/** Plain words on one line. What is marked up, or longer than anybody speaks, no ear has heard. */
function wordsOf({ text }: Transcript): Words | Failed {
  const words = text
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\s]+/gu, " ")
    .trim()
    .normalize("NFC");
  const strange = words.length > longest ? "the transcript is longer than speech" : /<\/?[a-z!][^>]*>/i.test(words) ? "the transcript is marked up" : null;
  return strange === null ? { kind: "ok", text: words } : { kind: "failed", why: "malformed", detail: strange, retryAfterMs: null };
}
