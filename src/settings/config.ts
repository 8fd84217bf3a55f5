import { z } from "zod";
import { modelSettings } from "./model-settings.ts";
import { webAddress, wholeNumber } from "./setting-kinds.ts";

const atLeast = (characters: number) => z.string().min(characters, `must be at least ${characters} characters`);

const oneOf = <const T extends readonly string[]>(...words: T) => z.enum(words, { error: `must be one of ${words.join(", ")}` });

/** Each account with the city it belongs to; null = it serves all cities. */
export interface AccountSetting {
  city: string | null;
  value: string;
}

const citySlug = /^[a-z0-9-]+$/;

/** `VALUE` for all cities, or `kendari=VALUE,pontianak=VALUE`. */
const accounts = (value: RegExp, what: string) =>
  z
    .string()
    .transform((it) =>
      it
        .split(",")
        .map((one) => one.trim())
        .filter(Boolean)
        .map(accountOf),
    )
    .refine((list) => list.every((it) => (it.city === null || citySlug.test(it.city)) && value.test(it.value)), {
      error: `must be ${what}, or kota=${what}, separated by commas`,
      abort: true,
    })
    // Two tokens of one bot differ behind the colon.
    .refine((list) => new Set(list.map((it) => it.value.split(":")[0])).size === list.length, "names one account twice")
    .default([]);

function accountOf(text: string): AccountSetting {
  const at = text.indexOf("=");
  return at < 0 ? { city: null, value: text } : { city: text.slice(0, at).trim().toLowerCase(), value: text.slice(at + 1).trim() };
}

/** `2-4`: from and to, in seconds. */
const seconds = (initial: [number, number]) =>
  z
    .string()
    .regex(/^\d{1,4}(?:\.\d)?-\d{1,4}(?:\.\d)?$/, "must be two numbers of seconds, e.g. 2-4")
    .transform((it) => it.split("-").map(Number) as [number, number])
    .refine(([from, to]) => from <= to, "must name the smaller number first")
    .default(initial);

const clock = "(?:[01]\\d|2[0-3]):[0-5]\\d";

/** `21:00-06:00`; null = none. */
const hours = (initial: { from: string; to: string }) =>
  z
    .string()
    .regex(new RegExp(`^(?:none|${clock}-${clock})$`), 'must be two times of day, e.g. 21:00-06:00, or "none"')
    .transform((it) => (it === "none" ? null : { from: it.slice(0, 5), to: it.slice(6) }))
    .default(initial);

const days = (initial: number) => wholeNumber(1, 3650, initial);

/** Every setting: name, what it may hold, its value when absent. The order is that of `--help`. */
const settings = {
  PORT: wholeNumber(0, 65535, 3000).describe("Port of the web chat"),
  HOST: z.string().min(1).default("127.0.0.1").describe("Address to listen on; 0.0.0.0 = every interface"),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgres:// or postgresql://")
    .optional()
    .describe("PostgreSQL 15 or newer; absent = embedded database in DATA_DIR"),
  DATA_DIR: z.string().min(1).default("./data").describe("Folder of the embedded database, secrets and backups"),
  KNOWLEDGE_DIR: z.string().min(1).optional().describe("Folder loaded at the start; absent = the shipped one"),
  CITIES: z
    .string()
    .transform((it) =>
      it
        .split(",")
        .map((slug) => slug.trim().toLowerCase())
        .filter(Boolean),
    )
    .pipe(z.array(z.string().regex(citySlug, "must be city names in small letters, separated by commas")))
    .default([])
    .describe("Cities of this deployment, e.g. kendari; absent = all known ones"),
  COOKIE_SECRET: atLeast(32).optional().describe("Signs the web chat's cookie; absent = made once and kept in the database folder"),
  PUBLIC_URL: webAddress().optional().describe("Address people use, e.g. https://asn.kota.go.id; turns secure cookies on"),
  TRUST_PROXY: z.stringbool({ error: "must be true or false" }).default(false).describe("true = take the visitor's address from X-Forwarded-For"),
  TELEGRAM_TOKEN: accounts(/^\d{1,20}:[\w-]+$/, "a bot's token").describe(
    "Turns Telegram on: a bot's token from @BotFather; several cities: kendari=TOKEN,pontianak=TOKEN",
  ),
  TELEGRAM_INTAKE: oneOf("auto", "polling", "webhook")
    .default("auto")
    .describe("How messages come in; auto = webhook where PUBLIC_URL is https, polling otherwise"),
  TELEGRAM_API_URL: webAddress().default("https://api.telegram.org").describe("Address of the Bot API"),
  WHATSAPP_NUMBER_ID: accounts(/^\d{1,30}$/, "a phone number id").describe(
    "Turns the WhatsApp Cloud API on: phone number id from Meta; several cities: kendari=ID,pontianak=ID",
  ),
  WHATSAPP_TOKEN: z.string().min(1).optional().describe("Meta's access token of a system user"),
  WHATSAPP_APP_SECRET: z.string().min(1).optional().describe("Secret of the Meta app; proves that a webhook is Meta's"),
  WHATSAPP_VERIFY_TOKEN: atLeast(8).optional().describe("A word of your own; Meta repeats it when the webhook is set"),
  WHATSAPP_API_URL: webAddress().default("https://graph.facebook.com/v23.0").describe("Address of the Graph API, version included"),
  WHATSAPP_NOTICE_TEMPLATE: z
    .string()
    .regex(/^[a-z0-9_]{1,512}(?::[a-z]{2,3}(?:_[A-Z]{2})?)?$/, "must be a template's name, or name:language, e.g. kawan_kabar:id")
    .transform((it) => ({ name: it.split(":")[0] ?? it, language: it.split(":")[1] ?? "id" }))
    .optional()
    .describe("Approved utility template with one hole, for notices more than 24 hours after the person last wrote; absent = those fail"),
  WHATSAPP_WEB_NUMBER: accounts(/^[1-9]\d{7,14}$/, "a telephone number with its country code, digits only").describe(
    "Turns WhatsApp Web (Baileys) on for an ordinary number, e.g. 6281234567890; several cities: kendari=NUMBER,pontianak=NUMBER",
  ),
  WHATSAPP_WEB_KEY: atLeast(32).optional().describe("Seals the linked session in the database; absent = made once and kept beside the cookie's secret"),
  WHATSAPP_WEB_VERSION: z
    .string()
    .regex(/^2\.\d{4}\.\d{6,12}$/, "must look like 2.3000.1043857760")
    .optional()
    .describe("Protocol version; set a newer one when kawan channels says that it is refused"),
  WHATSAPP_WEB_GAP_SECONDS: seconds([2, 4]).describe("From-to between two messages of a number; chance decides"),
  WHATSAPP_WEB_CHAT_GAP_SECONDS: wholeNumber(0, 600, 3).describe("Between two messages to one person"),
  WHATSAPP_WEB_TYPING_SECONDS: seconds([1, 2]).describe("How long a number seems to type before a message, from-to"),
  WHATSAPP_WEB_PER_MINUTE: wholeNumber(1, 1_000_000, 15).describe("Messages a number sends in a minute; what is over waits"),
  WHATSAPP_WEB_PER_DAY: wholeNumber(1, 10_000_000, 600).describe("And in 24 hours"),
  WHATSAPP_WEB_NEW_CHATS: wholeNumber(0, 1_000_000, 20).describe("People answered for the first time in 24 hours, while the number is new"),
  WHATSAPP_WEB_WARM_UP_DAYS: wholeNumber(0, 365, 30).describe("Days for which a number counts as new after pairing"),
  WHATSAPP_WEB_NOTICES: wholeNumber(0, 100_000, 30).describe("Messages in 24 hours that are no answers"),
  WHATSAPP_WEB_QUIET: hours({ from: "21:00", to: "06:00" }).describe('Local time in which only answers go out (21:00-06:00); "none" = no such time'),
  WHATSAPP_WEB_POLLS: z.stringbool({ error: "must be true or false" }).default(false).describe("true = choices go out as polls where they fit"),
  EMBEDDINGS_URL: webAddress().optional().describe("OpenAI-compatible endpoint for meaning vectors; absent = words only"),
  EMBEDDINGS_MODEL: z.string().min(1).default("multilingual-e5-small").describe("Model name at that endpoint"),
  EMBEDDINGS_KEY: z.string().min(1).optional().describe("Its key"),
  ...modelSettings,
  DEMO: oneOf("auto", "off").default("auto").describe("auto = a made-up city in a fresh embedded base, for a look round, while nothing real is attached"),
  CHAT_RETENTION_DAYS: days(90).describe("Days until messages and conversations are deleted"),
  ANSWER_RETENTION_DAYS: days(730).describe("Days until stored questions and answers are deleted"),
  AUDIT_RETENTION_DAYS: days(1825).describe("Days until audit rows are deleted"),
  BACKUP_KEEP: wholeNumber(0, 365, 7).describe("Daily backups kept in DATA_DIR/backups; 0 = none"),
  LOG_LEVEL: oneOf("debug", "info", "warn", "error", "silent").default("info").describe("How much is logged"),
} as const;

/** What a setting needs beside it. */
const together: [needs: keyof typeof settings, needed: keyof typeof settings][] = [
  ["WHATSAPP_NUMBER_ID", "WHATSAPP_TOKEN"],
  ["WHATSAPP_NUMBER_ID", "WHATSAPP_APP_SECRET"],
  ["WHATSAPP_NUMBER_ID", "WHATSAPP_VERIFY_TOKEN"],
  ["LLM_URL", "LLM_MODEL"],
  ["LLM_MODEL", "LLM_URL"],
  ["LLM_TRANSCRIBE_URL", "LLM_TRANSCRIBE_MODEL"],
  ["LLM_TRANSCRIBE_KEY", "LLM_TRANSCRIBE_URL"],
  // It reads for those who have said yes to the language model, and nobody is asked for that without one.
  ["LLM_VISION_MODEL", "LLM_URL"],
  ["LLM_VISION_URL", "LLM_VISION_MODEL"],
  ["LLM_VISION_KEY", "LLM_VISION_URL"],
  ["LLM_CITY_COST", "LLM_PRICE"],
];

const Settings = z.object(settings);
export type Config = z.output<typeof Settings>;

/** Wrong settings, one readable line each: the variable, what it held, what it may hold. */
export class ConfigError extends Error {
  constructor(lines: string[]) {
    super(lines.join("\n"));
    this.name = "ConfigError";
  }
}

/** Reads the environment; an empty value counts as absent. Throws `ConfigError` with every mistake at once. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.keys(settings).flatMap((name) => {
      const value = environment[name]?.trim();
      return value ? [[name, value]] : [];
    }),
  );
  const result = Settings.safeParse(given);
  if (result.success) return complete(result.data, given, environment.NODE_TLS_REJECT_UNAUTHORIZED);
  throw new ConfigError(
    result.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      return `${name}: "${isSecret(name) ? "…" : shown(given[name] ?? "")}" is not possible: ${issue.message}. ${describe(name)}`;
    }),
  );
}

/** Settings that only make sense together, and cities that have an account but are not served. */
function complete(config: Config, given: Record<string, string>, tlsOff: string | undefined): Config {
  const missing = together.filter(([needs, needed]) => given[needs] !== undefined && given[needed] === undefined);
  const listensNowhere = given.LLM_TRANSCRIBE_MODEL !== undefined && given.LLM_TRANSCRIBE_URL === undefined && given.LLM_URL === undefined;
  if (listensNowhere) missing.push(["LLM_TRANSCRIBE_MODEL", "LLM_URL"]);
  const lines = missing.map(([needs, needed]) => `${needed}: is missing, and ${needs} needs it. ${describe(needed)}`);
  if (config.WHATSAPP_WEB_NUMBER.length > 0 && tlsOff === "0") {
    lines.push("NODE_TLS_REJECT_UNAUTHORIZED: must not be 0 with WHATSAPP_WEB_NUMBER: certificates are all that proves WhatsApp's servers.");
  }
  if (config.TELEGRAM_INTAKE === "webhook" && !config.PUBLIC_URL?.startsWith("https:")) {
    lines.push(`TELEGRAM_INTAKE: "webhook" is not possible: PUBLIC_URL must be an https address then. ${describe("TELEGRAM_INTAKE")}`);
  }
  for (const name of ["TELEGRAM_TOKEN", "WHATSAPP_NUMBER_ID", "WHATSAPP_WEB_NUMBER"] as const) {
    for (const { city } of config[name]) {
      if (city !== null && config.CITIES.length > 0 && !config.CITIES.includes(city)) {
        lines.push(`${name}: the city "${shown(city)}" is not possible: it is not in CITIES (${config.CITIES.join(", ")}).`);
      }
    }
  }
  if (lines.length > 0) throw new ConfigError(lines);
  return config;
}

/** Lines for `--help`: name, default, meaning. */
export function settingLines(): string[] {
  return Object.entries(settings).map(([name, schema]) => {
    const initial = schema.safeParse(undefined);
    const value = initial.success && initial.data !== undefined ? shownDefault(initial.data) : "";
    return `  ${name.padEnd(22)} ${schema.description ?? ""}${value}`;
  });
}

function shownDefault(value: unknown): string {
  const text = Array.isArray(value) ? value.join("-") : typeof value === "object" ? "" : String(value);
  return text === "" ? "" : ` (${text})`;
}

const describe = (name: string) => `${name} = ${settings[name as keyof typeof settings]?.description ?? ""}.`;

/** Whether the settings still turn a bot or number on; channels that have no such setting always are. */
export function isTurnedOn(config: Config, { channel, account }: { channel: string; account: string }): boolean {
  const { TELEGRAM_TOKEN, WHATSAPP_NUMBER_ID, WHATSAPP_WEB_NUMBER } = config;
  if (channel === "telegram") return TELEGRAM_TOKEN.some((it) => it.value.split(":")[0] === account);
  if (channel === "wa-web") return WHATSAPP_WEB_NUMBER.some((it) => it.value === account);
  return channel !== "wa-cloud" || WHATSAPP_NUMBER_ID.some((it) => it.value === account);
}

/** A value as an error may quote it: whatever could be a secret in the wrong variable only by its first letters. */
const shown = (value: string): string => value.replace(/[^,=]+/g, (it) => (maybeSecret(it.trim()) ? firstOf(it.trim()) : it));
/** A colon is a bot token's, but for that of an address. */
const maybeSecret = (it: string): boolean => it.length > 20 || it.startsWith("EAA") || /:(?!\/\/)/.test(it);
const firstOf = (it: string): string => `${it.slice(0, Math.min(4, it.length / 2))}…`;

const isSecret = (name: string) => /SECRET|KEY|TOKEN(?!S)|DATABASE_URL/.test(name);
