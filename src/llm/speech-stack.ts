/* The SDK without LangChain, which knows no transcription; loaded only where voice notes are listened to. */
import OpenAI, { toFile } from "openai";
import { z } from "zod";
import type { AudioKind } from "../core/audio-kind.ts";
import type { Hooks } from "./attempt.ts";
import { forgetForeignSettings, quietFetch } from "./quiet.ts";
import type { StackSettings } from "./stack.ts";

/** A recording on its way out: no name of anybody goes with it. */
export interface Recording {
  bytes: Uint8Array;
  kind: AudioKind;
}

export interface Transcript {
  text: string;
  /** As the endpoint counts; null = it does not. */
  tokensIn: number | null;
  tokensOut: number | null;
}

export interface SpeechStack {
  transcribe(model: string, recording: Recording, hooks: Hooks): Promise<Transcript>;
}

/** A wrong usage must not cost the words. */
const Answer = z.object({
  text: z.string(),
  usage: z.object({ input_tokens: z.number().nonnegative(), output_tokens: z.number().nonnegative() }).optional().catch(undefined),
});

/** More than minutes of speech ever take, in bytes. */
const mostBytes = 256 * 1024;

export function createSpeechStack({ url, key }: StackSettings): SpeechStack {
  forgetForeignSettings();
  return {
    async transcribe(model, { bytes, kind }, { signal, onStatus }) {
      const client = new OpenAI({
        apiKey: key ?? "none",
        baseURL: url,
        organization: null,
        project: null,
        maxRetries: 0, // the caller's own, which see deadline and breaker
        fetch: async (input, init) => bounded(await quietFetch(onStatus)(input, init)),
      });
      const file = await toFile(bytes, `suara.${kind.extension}`, { type: kind.mime });
      // The language is named, since a short "ya" may be of any; no hint of words goes along: of silence, models make those very words.
      const answer = await client.audio.transcriptions.create({ file, model, language: "id", response_format: "json", temperature: 0 }, { signal });
      const { text, usage } = Answer.parse(answer);
      return { text, tokensIn: usage?.input_tokens ?? null, tokensOut: usage?.output_tokens ?? null };
    },
  };
}

/** The response, as long as it is no longer than a transcript can be. */
async function bounded(response: Response): Promise<Response> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > mostBytes) throw new Error("the answer is longer than any transcript");
    parts.push(part);
  }
  return new Response(size > 0 ? Buffer.concat(parts) : null, { status: response.status, headers: response.headers });
}
