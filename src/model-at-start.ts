import { fileURLToPath } from "node:url";
import type { Person } from "./core/person.ts";
import type { Clock } from "./core/time.ts";
import type { Database } from "./db/database.ts";
import type { Intents } from "./features/knowledge/intent/intent.ts";
import { consenting } from "./features/people/privacy/consent-store.ts";
import { useVersion } from "./features/people/privacy/consent-uses.ts";
import { offerModel } from "./features/people/privacy/model-offer.ts";
import { registerNames, registerVersion } from "./features/people/register-names.ts";
import { strippings } from "./language/affixes.ts";
import { knownRoots } from "./language/roots.ts";
import { isStopWord } from "./language/stop-words.ts";
import { isOn } from "./llm/city-switch.ts";
import type { Gateway } from "./llm/gateway.ts";
import type { Log } from "./log.ts";
import type { Config } from "./settings/config.ts";

export const promptFolder = fileURLToPath(new URL("../prompts", import.meta.url));

export interface ModelNeeds {
  db: Database;
  cell: number;
  log: Log;
  clock: Clock;
  config: Config;
  intents: Intents;
  /** A file of the knowledge folder, the operator's own or the shipped one. */
  read(name: string): string;
}

/** From here on a message counts as a complaint; what the list of signs names counts anyway. */
const complaint = 0.6;

/** The way to the language model; null = none is configured, and nothing of it is loaded. Throws for prompts and lists that are not as they should be. */
export async function modelAtStart({ db, cell, log, clock, config, intents, read }: ModelNeeds): Promise<Gateway | null> {
  if (config.LLM_URL === undefined || config.LLM_MODEL === undefined) return null;
  const [{ createGateway }, { readPrompts }, { promptsInUse }, { createNameSource }, { parseNameWords }, { parseSensitive }] = await Promise.all([
    import("./llm/gateway.ts"),
    import("./llm/prompts.ts"),
    import("./llm/prompts-in-use.ts"),
    import("./llm/mask/name-source.ts"),
    import("./llm/mask/name-words.ts"),
    import("./llm/sensitive.ts"),
  ]);
  return createGateway({
    db,
    cell,
    log,
    clock,
    url: config.LLM_URL,
    key: config.LLM_KEY,
    // The key of one endpoint is not for another.
    ...(config.LLM_VISION_URL !== undefined && { vision: { url: config.LLM_VISION_URL, key: config.LLM_VISION_KEY } }),
    models: modelNames(config),
    prices: config.LLM_PRICE,
    limits: { personTokens: config.LLM_PERSON_TOKENS, cityTokens: config.LLM_CITY_TOKENS, cityCost: config.LLM_CITY_COST },
    timeoutMs: config.LLM_TIMEOUT_SECONDS * 1000,
    tryMs: config.LLM_TRY_SECONDS * 1000,
    prompts: promptsInUse(readPrompts(promptFolder), cell, log),
    names: createNameSource({ version: registerVersion, names: registerNames }, parseNameWords(read("nama.yaml"), isWord)),
    sensitive: parseSensitive(read("peka.yaml"), (message) => intents.of(message).complaint >= complaint),
    consents: consented,
  });
}

/** Asks whether the model may be used, where the city has it on; null = it is not to be asked, or is answered. */
export const modelOffer =
  (cell: number) =>
  async (tx: Database, { id, agency }: Person): Promise<Awaited<ReturnType<typeof offerModel>>> =>
    (await isOn(tx, { cell, agencyId: agency.id })) ? offerModel(tx, { cell, agencyId: agency.id, personId: id, zone: agency.zone }) : null;

/** Whether the model serves somebody, by what stands in this very transaction. */
export const modelServes =
  (cell: number) =>
  async (tx: Database, { id, agency }: Person): Promise<boolean> =>
    (await isOn(tx, { cell, agencyId: agency.id })) && (await consented(tx, { cell, agencyId: agency.id }, [id])).has(id);

const consented = (db: Database, city: { cell: number; agencyId: number }, personIds: number[]): Promise<Set<number>> =>
  consenting(db, city, { purpose: "model", version: useVersion("model") }, personIds);

/** Which model does what; absent = that is not done by any. */
export const modelNames = ({ LLM_MODEL, LLM_ROUTER_MODEL, LLM_VISION_MODEL }: Config): Gateway["models"] => ({
  ...(LLM_MODEL && { answer: LLM_MODEL, router: LLM_ROUTER_MODEL ?? LLM_MODEL }),
  ...(LLM_VISION_MODEL && { vision: LLM_VISION_MODEL }),
});

/** Whether a word is one of the language, with whatever hangs on it: then it is a name only by what stands around it. */
export const isWord = (word: string): boolean => isStopWord(word) || strippings(word).some((it) => knownRoots.has(it.root));
