import { z } from "zod";
import { webAddress, wholeNumber } from "./setting-kinds.ts";

/** What a million tokens cost, going in and coming out. */
export interface Price {
  in: number;
  out: number;
}

const amount = String.raw`\d{1,9}(?:\.\d{1,6})?`;
const onePrice = new RegExp(`^(?:([^=,\\s]+)=)?(${amount})-(${amount})$`);

/** `2.5-10` for every model, or `large=2.5-10,small=0.1-0.4`; the empty name is every other model's. */
const prices = z
  .string()
  .transform((text) => text.split(",").map((it) => onePrice.exec(it.trim())))
  .refine((found) => found.every((it) => it !== null), { error: "must be two amounts, e.g. 2.5-10, or model=2.5-10, separated by commas", abort: true })
  .transform((found) => new Map(found.map((it): [string, Price] => [it?.[1] ?? "", { in: Number(it?.[2]), out: Number(it?.[3]) }])))
  .default(() => new Map<string, Price>());

const modelName = () => z.string().regex(/^\S{1,200}$/, "must be a model's name, without spaces");

/** Settings of the language model, in the order of `--help`. */
export const modelSettings = {
  LLM_URL: webAddress()
    .optional()
    .describe("Turns the language model on: base of an OpenAI-compatible endpoint, e.g. http://host/v1; a city's own switch comes on top"),
  LLM_KEY: z.string().min(1).optional().describe("Its key"),
  LLM_MODEL: modelName().optional().describe("Model that writes answers"),
  LLM_ROUTER_MODEL: modelName().optional().describe("Smaller model that only chooses and rewrites; absent = LLM_MODEL"),
  LLM_TRANSCRIBE_MODEL: modelName().optional().describe("Model that writes voice notes down, at LLM_URL; absent = people are asked to type"),
  LLM_TRANSCRIBE_URL: webAddress().optional().describe("Its endpoint, where it is another one"),
  LLM_TRANSCRIBE_KEY: z.string().min(1).optional().describe("And the key of that"),
  LLM_VISION_MODEL: modelName()
    .optional()
    .describe("Model that reads photos of certificates, at LLM_URL; such a photo leaves as it is, since nothing in it can be masked; absent = none is read"),
  LLM_VISION_URL: webAddress().optional().describe("Its endpoint, where it is another one"),
  LLM_VISION_KEY: z.string().min(1).optional().describe("And the key of that"),
  LLM_VOICE_SECONDS: wholeNumber(5, 600, 120).describe("Longest voice note that is listened to"),
  LLM_TIMEOUT_SECONDS: wholeNumber(1, 300, 30).describe("What one answer of the model may take, all tries together"),
  LLM_TRY_SECONDS: wholeNumber(1, 300, 15).describe("And one try"),
  LLM_PERSON_TOKENS: wholeNumber(0, 1_000_000_000, 300_000).describe("Tokens that one person may use in a month; 0 = no limit"),
  LLM_CITY_TOKENS: wholeNumber(0, 2_000_000_000, 50_000_000).describe("Tokens that one city may use in a month; 0 = no limit"),
  LLM_PRICE: prices.describe("Price of a million tokens in and out, e.g. 2.5-10, or model=2.5-10,other=0.1-0.4"),
  LLM_CITY_COST: z.coerce
    .number({ error: "must be an amount above 0" })
    .positive("must be an amount above 0")
    .optional()
    .describe("Most that one city's model may cost in a month, in the currency of LLM_PRICE"),
};
