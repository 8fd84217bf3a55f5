import { createFewAtOnce } from "../core/few-at-once.ts";
import { gather } from "../core/gather.ts";
import type { Clock } from "../core/time.ts";
import type { Database } from "../db/database.ts";
import { tryOnce } from "./attempt.ts";
import { type Breaker, createBreaker, type TroubleLog } from "./breaker.ts";
import { createBudget, type Limits } from "./budget.ts";
import { type City, isOn } from "./city-switch.ts";
import { createMask, type Mask } from "./mask/mask.ts";
import type { NameSource } from "./mask/name-source.ts";
import type { Outcome, Usage } from "./outcome.ts";
import { fill, type ModelRole, type Prompt } from "./prompt-file.ts";
import type { PromptsInUse } from "./prompts-in-use.ts";
import { type Read, readAnswer, type Sent, sentOf } from "./reading.ts";
import type { Asker, CompletionRequest } from "./request.ts";
import type { Matter, Sensitive } from "./sensitive.ts";
import { type Answered, createStack, type Stack, type StackSettings } from "./stack.ts";
import { type Failed, firstPauseMs, tell, untilGood } from "./tries.ts";
import { recordUse, type User, userOf } from "./use-store.ts";

export interface GatewayNeeds {
  db: Database;
  cell: number;
  log: TroubleLog;
  clock: Clock;
  /** Monotonic milliseconds. */
  elapsed?: () => number;
  /** Before the second try, where not the usual; each next one is three times it. */
  pauseMs?: number;
  /** 0 to 1, for pauses that do not fall together. */
  chance?: () => number;
  url: string;
  key?: string | undefined;
  /** Where pictures go, if to another endpoint. */
  vision?: StackSettings;
  models: Partial<Record<ModelRole, string>>;
  /** Prices of a million tokens; the empty name is every other model's. */
  prices: ReadonlyMap<string, { in: number; out: number }>;
  limits: Limits;
  /** One answer, all tries together; and one try. */
  timeoutMs: number;
  tryMs: number;
  prompts: PromptsInUse;
  names: NameSource;
  sensitive: Sensitive;
  /** Which of a city's people have said yes to the model. */
  consents(db: Database, city: City, personIds: number[]): Promise<Set<number>>;
}

/** The only way to a language model. Never within a transaction: a call takes seconds. Nothing here ever throws. */
export interface Gateway {
  complete<T = undefined>(request: CompletionRequest<T>): Promise<Outcome<T>>;
  /** The same, with pieces of the text as they come, the mask's tokens in them. After the first piece nothing is tried again. */
  stream<T = undefined>(request: CompletionRequest<T>, onText: (piece: string) => void): Promise<Outcome<T>>;
  /** What hides the personal data of one turn, and puts it back. */
  maskFor(asker: Asker | "operator"): Promise<Mask>;
  /** Why a message must stay home; null = it may go. */
  staysHome(message: string): Matter | null;
  /** Whether the model serves each of these now: the city has it on, and the person has said yes. */
  serves(askers: Asker[]): Promise<boolean[]>;
  readonly models: Partial<Record<ModelRole, string>>;
  readonly prompts: PromptsInUse;
}

export function createGateway(needs: GatewayNeeds): Gateway {
  const { db, cell, log, clock, elapsed = () => performance.now(), chance = Math.random, pauseMs = firstPauseMs, models, prompts } = needs;
  const stack: Stack = createStack(needs);
  const eyes: Stack = needs.vision ? createStack(needs.vision) : stack;
  const budget = createBudget(db, cell, needs.limits);
  const breakers = new Map<string, Breaker>();
  // Two hundred who wait for a model must not be before everybody else at the base, whose connections are few.
  const atBase = createFewAtOnce(2);

  const breakerOf = (model: string, role: ModelRole): Breaker => {
    const name = role === "vision" ? `pictures ${model}` : model;
    const breaker = breakers.get(name) ?? createBreaker(model, log, elapsed);
    breakers.set(name, breaker);
    return breaker;
  };
  const maskFor = async (asker: Asker | "operator"): Promise<Mask> =>
    createMask(asker === "operator" ? undefined : await needs.names.finder(db, { cell, agencyId: asker.agencyId }));
  /** Of each asker's city who has said yes; null = the city has it off. */
  async function willing(askers: Asker[]): Promise<Map<number, Set<number> | null>> {
    const cities = new Map<number, Set<number> | null>();
    for (const agencyId of new Set(askers.map((it) => it.agencyId))) {
      const own = askers.filter((it) => it.agencyId === agencyId).map((it) => it.personId);
      cities.set(agencyId, (await isOn(db, { cell, agencyId })) ? await needs.consents(db, { cell, agencyId }, own) : null);
    }
    return cities;
  }

  async function serves(askers: Asker[]): Promise<boolean[]> {
    const cities = await willing(askers);
    return askers.map(({ agencyId, personId }) => cities.get(agencyId)?.has(personId) === true);
  }

  /** Asked once more right before anything leaves; of many at once with two questions to the base. */
  const refusedTo = gather(async (askers: Asker[]): Promise<("city_off" | "no_consent" | null)[]> => {
    const cities = await atBase(() => willing(askers));
    return askers.map(({ agencyId, personId }) => {
      const yes = cities.get(agencyId) ?? null;
      return yes === null ? "city_off" : yes.has(personId) ? null : "no_consent";
    });
  });

  async function run<T>(request: CompletionRequest<T>, onText?: (piece: string) => void): Promise<Outcome<T>> {
    const { asker } = request;
    await prompts.refresh(db);
    const prompt = (asker === "operator" ? request.trial : undefined) ?? prompts.get(request.prompt);
    if (!prompt) return { kind: "failed", why: "misuse", detail: `no prompt ${request.prompt}` };
    if ((prompt.model === "vision") !== (request.picture !== undefined))
      return { kind: "failed", why: "misuse", detail: `${prompt.id}: pictures go to vision, and nothing else does` };
    const model = models[prompt.model];
    if (model === undefined) return { kind: "refused", why: "no_model" };
    const matter = matterOf(prompt, request.input);
    if (matter) return { kind: "refused", why: "sensitive", matter };
    const refusal = asker === "operator" ? null : await refusedTo(asker);
    if (refusal) return { kind: "refused", why: refusal };
    const mask = request.mask ?? (await maskFor(asker));
    const hidden = Object.fromEntries(Object.entries(request.input).map(([name, value]) => [name, mask.hide(value)]));
    const sent = sentOf(prompt, fill(prompt, hidden), request, mask);
    const user = userOf(asker, clock());
    const price = needs.prices.get(model) ?? needs.prices.get("") ?? { in: 0, out: 0 };
    const most = { in: sent.tokens, out: prompt.max_tokens };
    const admitted = user === null ? () => {} : await atBase(() => budget.admit(user, most.in + most.out, costOf(price, most.in, most.out)));
    if (typeof admitted === "string") return { kind: "refused", why: admitted };
    try {
      const breaker = breakerOf(model, prompt.model);
      if (!breaker.admits()) return { kind: "refused", why: "resting" };
      return await called({ request, prompt, model, mask, sent, user, price, breaker, onText });
    } finally {
      admitted();
    }
  }

  async function called<T>(call: Call<T>): Promise<Outcome<T>> {
    const { request, prompt, model, mask, sent, user, price, breaker } = call;
    const began = elapsed();
    const used = { in: 0, out: 0, tries: 0 };
    const usage = (): Usage => ({
      prompt: { id: prompt.id, version: prompt.version },
      model,
      tokensIn: used.in,
      tokensOut: used.out,
      cost: costOf(price, used.in, used.out),
      ms: elapsed() - began,
      tries: used.tries,
    });
    const count = ({ tokensIn, tokensOut, text }: Answered) => {
      used.in += tokensIn ?? sent.tokens;
      used.out += tokensOut ?? Math.ceil(text.length / 3);
    };
    const outcome = await attempts(call, used, count, () => needs.timeoutMs - (elapsed() - began));
    const last = usage();
    await written(user, last, outcome.kind === "ok" ? "ok" : outcome.why);
    if (outcome.kind === "ok") {
      breaker.worked();
      return { ...outcome.read, kind: "ok", mask, usage: last } as Outcome<T>;
    }
    tell(breaker, outcome, request.signal?.aborted ?? false);
    return { kind: "failed", why: outcome.why, detail: outcome.detail };
  }

  /** Tries until an answer is good, trying again is of no use, or the time is up. */
  async function attempts<T>(
    { request, sent, model, prompt, onText }: Call<T>,
    used: { in: number; tries: number },
    count: (it: Answered) => void,
    left: () => number,
  ) {
    let spoke = false;
    const heard = (piece: string) => {
      spoke = onText !== undefined;
      onText?.(piece);
    };
    // A picture leaves once, so that once may take all the time there is.
    const tryMs = request.picture ? needs.timeoutMs : needs.tryMs;
    const asked = { ...sent.asked, model, temperature: prompt.temperature, maxTokens: prompt.max_tokens };
    return untilGood(
      async (ends) => {
        used.tries++;
        const tried = await tryOnce((hooks) => (request.picture ? eyes : stack).ask({ ...asked, ...hooks }), ends, heard);
        if (tried.kind === "ok") count(tried.answered);
        else if (tried.sent) used.in += sent.tokens;
        return tried.kind === "ok" ? judged(tried.answered, sent) : tried;
      },
      { cancel: request.signal ?? new AbortController().signal, tryMs, left, clock, pauseMs, chance, last: () => spoke || request.picture !== undefined },
    );
  }

  /** What is counted wrongly costs money; what is not answered costs trust: the answer goes out all the same. */
  async function written(user: User | null, usage: Usage, outcome: string): Promise<void> {
    try {
      await atBase(() => recordUse(db, cell, user, usage, outcome, clock()));
    } catch (error) {
      log.warn({ prompt: usage.prompt.id, reason: error instanceof Error ? error.name : "unknown" }, "use of the language model could not be recorded");
    }
  }

  function matterOf(prompt: Prompt, input: Record<string, string>): Matter | null {
    for (const [name, kind] of Object.entries(prompt.inputs)) {
      const matter = kind === "person" ? needs.sensitive(input[name] ?? "") : null;
      if (matter) return matter;
    }
    return null;
  }

  async function safe<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    try {
      return await work();
    } catch (error) {
      const detail = error instanceof Error ? error.message : "unknown";
      log.warn({ detail }, "language model not asked: a mistake of the program or the database");
      return { kind: "failed", why: "misuse", detail };
    }
  }

  return {
    complete: (request) => safe(() => run(request)),
    stream: (request, onText) => safe(() => run(request, onText)),
    maskFor,
    staysHome: needs.sensitive,
    serves,
    models,
    prompts,
  };
}

interface Call<T> {
  request: CompletionRequest<T>;
  prompt: Prompt;
  model: string;
  mask: Mask;
  sent: Sent<T>;
  user: User | null;
  price: { in: number; out: number };
  breaker: Breaker;
  onText: ((piece: string) => void) | undefined;
}

const judged = <T>(answered: Answered, sent: Sent<T>): Failed | { kind: "ok"; read: Read<T> } => {
  const read = readAnswer(answered, sent);
  return "why" in read ? { kind: "failed" as const, ...read, retryAfterMs: null } : { kind: "ok" as const, read };
};

const costOf = (price: { in: number; out: number }, tokensIn: number, tokensOut: number): number => (price.in * tokensIn + price.out * tokensOut) / 1_000_000;
