import type { EngineOptions } from "./bot/engine-options.ts";
import type { Talking } from "./bot/steer/prepare.ts";
import { createListener } from "./bot/voice/listen.ts";
import type { Clock } from "./core/time.ts";
import type { Database } from "./db/database.ts";
import { offerVoice, voiceConsent } from "./features/people/privacy/voice-offer.ts";
import type { Transcriber } from "./llm/transcribe.ts";
import type { Log } from "./log.ts";
import type { Config } from "./settings/config.ts";

export interface VoiceNeeds {
  db: Database;
  cell: number;
  log: Log;
  clock: Clock;
  config: Config;
}

/** The way of voice notes to an endpoint that writes them down; null = none is configured, and nothing of it is loaded. */
export async function voiceAtStart({ db, cell, log, clock, config }: VoiceNeeds): Promise<Transcriber | null> {
  const url = config.LLM_TRANSCRIBE_URL ?? config.LLM_URL;
  const model = config.LLM_TRANSCRIBE_MODEL;
  if (url === undefined || model === undefined) return null;
  const { createTranscriber } = await import("./llm/transcribe.ts");
  return createTranscriber({
    db,
    cell,
    log,
    clock,
    url,
    // The key of one endpoint is not for another.
    key: config.LLM_TRANSCRIBE_KEY ?? (config.LLM_TRANSCRIBE_URL === undefined ? config.LLM_KEY : undefined),
    model,
    prices: config.LLM_PRICE,
    limits: { personTokens: config.LLM_PERSON_TOKENS, cityTokens: config.LLM_CITY_TOKENS, cityCost: config.LLM_CITY_COST },
    timeoutMs: config.LLM_TIMEOUT_SECONDS * 1000,
    tryMs: config.LLM_TRY_SECONDS * 1000,
    consent: ({ agencyId, personId }) => voiceConsent(db, { cell, agencyId, personId }),
  });
}

/** What the engine needs to listen; nothing where nobody does. */
export function listening(
  talking: Talking,
  voice: Transcriber | null,
  { db, cell, clock, config }: Omit<VoiceNeeds, "log">,
): Pick<EngineOptions, "listen" | "offerVoice"> {
  if (!voice) return {};
  return {
    listen: createListener(talking, { db, clock, transcriber: voice, longestSeconds: config.LLM_VOICE_SECONDS }),
    offerVoice: (tx, { id, agency }) => offerVoice(tx, { cell, agencyId: agency.id, personId: id }),
  };
}
