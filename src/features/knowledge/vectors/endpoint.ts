import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { maskPersonalData } from "../../../core/mask.ts";

export interface EndpointSettings {
  /** Base of an OpenAI-compatible service: `http://host/v1`. */
  url: string;
  model: string;
  key?: string | undefined;
}

export interface EmbedOptions {
  /** For one try. */
  timeoutMs: number;
  /** How often more after a failure that may pass. */
  retries: number;
  /** Before the first of these; each next pause is four times as long. */
  pauseMs: number;
  /** Ends it all at once. */
  signal: AbortSignal;
}

export interface Endpoint {
  /** A vector of length 1 for each text, in their order; personal data is masked before it leaves. Throws `EmbeddingsFailed`. */
  embed(kind: "query" | "passage", texts: string[], options: EmbedOptions): Promise<Float32Array[]>;
}

/** The endpoint did not give what was asked for; the message is fit for a log. */
export class EmbeddingsFailed extends Error {
  /** Trying again soon cannot help. */
  readonly lasting: boolean;
  /** The service refused these texts (too long for its model, for instance), not the caller. */
  readonly refusesTexts: boolean;
  constructor(message: string, { lasting = false, refusesTexts = false, cause }: { lasting?: boolean; refusesTexts?: boolean; cause?: unknown } = {}) {
    super(message, { cause });
    this.name = "EmbeddingsFailed";
    this.lasting = lasting;
    this.refusesTexts = refusesTexts;
  }
}

export function createEndpoint(settings: EndpointSettings): Endpoint {
  return {
    async embed(kind, texts, options) {
      const input = texts.map((it) => prefixFor(settings.model, kind) + maskPersonalData(it));
      for (let tried = 0; ; tried++) {
        try {
          return await once(settings, input, options);
        } catch (error) {
          const final = !(error instanceof EmbeddingsFailed) || error.lasting || error.refusesTexts;
          if (final || tried >= options.retries) throw error;
          await pause(options.pauseMs * 4 ** tried, undefined, { signal: options.signal }).catch(() => {}); // the signal is looked at next
          if (options.signal.aborted) throw error;
        }
      }
    },
  };
}

/** The e5 family was trained with these words in front, and is markedly worse without. */
function prefixFor(model: string, kind: "query" | "passage"): string {
  return /e5/i.test(model) ? `${kind}: ` : "";
}

const Answer = z.object({ data: z.array(z.object({ index: z.number().int().optional(), embedding: z.array(z.number()).min(1) })) });

async function once({ url, model, key }: EndpointSettings, input: string[], { timeoutMs, signal }: EmbedOptions): Promise<Float32Array[]> {
  const timeout = AbortSignal.timeout(timeoutMs);
  let body: unknown;
  try {
    const response = await fetch(`${url.replace(/\/+$/, "")}/embeddings`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(key !== undefined && { authorization: `Bearer ${key}` }) },
      body: JSON.stringify({ model, input, encoding_format: "float" }),
      // The key and what people ask go to the configured address only.
      redirect: "error",
      signal: AbortSignal.any([timeout, signal]),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw refusal(response.status);
    }
    body = await response.json();
  } catch (cause) {
    if (cause instanceof EmbeddingsFailed) throw cause;
    if (timeout.aborted || (signal.aborted && signal.reason instanceof DOMException && signal.reason.name === "TimeoutError"))
      throw new EmbeddingsFailed(`no answer within ${timeoutMs} ms`, { cause });
    if (cause instanceof SyntaxError) throw new EmbeddingsFailed("the answer is not JSON", { cause });
    throw new EmbeddingsFailed(`not reachable (${reasonOf(cause)})`, { cause });
  }
  return vectorsOf(body, input.length);
}

function refusal(status: number): EmbeddingsFailed {
  const advice: Record<number, string> = { 401: "check EMBEDDINGS_KEY", 403: "check EMBEDDINGS_KEY", 404: "check EMBEDDINGS_URL and EMBEDDINGS_MODEL" };
  const passing = status === 408 || status === 429 || status >= 500;
  const refusesTexts = status === 400 || status === 413 || status === 422;
  return new EmbeddingsFailed(`HTTP ${status}${advice[status] ? `, ${advice[status]}` : ""}`, { lasting: !passing && !refusesTexts, refusesTexts });
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? ("code" in cause && cause.code ? String(cause.code) : cause.message) : String(cause);
}

function vectorsOf(body: unknown, count: number): Float32Array[] {
  const read = Answer.safeParse(body);
  if (!read.success) throw new EmbeddingsFailed("the answer is not a list of embeddings");
  const vectors = new Array<Float32Array | undefined>(count);
  read.data.data.forEach((it, at) => {
    vectors[it.index ?? at] = unit(it.embedding);
  });
  const whole = vectors.filter((it) => it !== undefined);
  if (read.data.data.length !== count || whole.length !== count || vectors.length !== count) {
    throw new EmbeddingsFailed(`${read.data.data.length} embeddings came for ${count} texts`);
  }
  const length = whole[0]?.length;
  if (whole.some((it) => it.length !== length)) throw new EmbeddingsFailed("the embeddings differ in length");
  return whole;
}

/** Of length 1, so that cosine is a plain product. */
function unit(numbers: number[]): Float32Array {
  const length = Math.hypot(...numbers);
  if (!Number.isFinite(length) || length === 0) throw new EmbeddingsFailed("an embedding is all zeros");
  return Float32Array.from(numbers, (it) => it / length);
}
