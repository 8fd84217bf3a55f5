import { describe, expect, it } from "vitest";
import { ConfigError, readConfig, settingLines } from "../src/settings/config.ts";

const token = "123456:AA-rahasia_bot";
const whole = { WHATSAPP_TOKEN: "EAA-rahasia", WHATSAPP_APP_SECRET: "rahasia-aplikasi", WHATSAPP_VERIFY_TOKEN: "kata-rahasia" };

const wrong: { name: string; settings: Record<string, string>; lines: RegExp[] }[] = [
  {
    name: "a token that is none",
    settings: { TELEGRAM_TOKEN: "bukan-token-rahasia" },
    lines: [/^TELEGRAM_TOKEN: "…" is not possible: must be a bot's token, or kota=a bot's token, separated by commas\. TELEGRAM_TOKEN = Turns Telegram on/],
  },
  {
    name: "a good token and one that is none",
    settings: { TELEGRAM_TOKEN: `kendari=${token},pontianak=rahasia` },
    lines: [/^TELEGRAM_TOKEN: "…" is not possible: must be a bot's token/],
  },
  {
    name: "one bot twice",
    settings: { TELEGRAM_TOKEN: `kendari=${token},pontianak=${token}` },
    lines: [/^TELEGRAM_TOKEN: "…" is not possible: names one account twice\./],
  },
  {
    name: "one bot twice, under an old and a new token",
    settings: { TELEGRAM_TOKEN: "kendari=11:lama-rahasia,pontianak=11:baru-rahasia" },
    lines: [/^TELEGRAM_TOKEN: "…" is not possible: names one account twice\./],
  },
  {
    name: "two tokens that are none",
    settings: { TELEGRAM_TOKEN: "rahasia,kendari=rahasia" },
    lines: [/^TELEGRAM_TOKEN: "…" is not possible: must be a bot's token/],
  },
  {
    name: "a token where the city belongs",
    settings: { TELEGRAM_TOKEN: `11:rahasia=${token}` },
    lines: [/^TELEGRAM_TOKEN: "…" is not possible: must be a bot's token/],
  },
  {
    name: "no city before the sign",
    settings: { TELEGRAM_TOKEN: `=${token}` },
    lines: [/^TELEGRAM_TOKEN: "…" is not possible: must be a bot's token/],
  },
  {
    name: "one number twice",
    settings: { WHATSAPP_NUMBER_ID: "kendari=106,pontianak=106", ...whole },
    lines: [/^WHATSAPP_NUMBER_ID: "kendari=106,pontianak=106" is not possible: names one account twice\./],
  },
  {
    name: "a number without its secrets",
    settings: { WHATSAPP_NUMBER_ID: "106" },
    lines: ["WHATSAPP_TOKEN", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN"].map(
      (it) => new RegExp(`^${it}: is missing, and WHATSAPP_NUMBER_ID needs it\\. ${it} = .+\\.$`),
    ),
  },
  {
    name: "a webhook without a public address, or one without https",
    settings: { TELEGRAM_TOKEN: token, TELEGRAM_INTAKE: "webhook", PUBLIC_URL: "http://asn.contoh.example" },
    lines: [/^TELEGRAM_INTAKE: "webhook" is not possible: PUBLIC_URL must be an https address then\. TELEGRAM_INTAKE = /],
  },
  {
    name: "an intake that is not known",
    settings: { TELEGRAM_TOKEN: token, TELEGRAM_INTAKE: "langsung" },
    lines: [/^TELEGRAM_INTAKE: "langsung" is not possible: .*polling.*webhook/],
  },
  {
    name: "a city that this deployment does not serve",
    settings: { CITIES: "kendari", TELEGRAM_TOKEN: `pontianak=${token}`, WHATSAPP_NUMBER_ID: "lhokseumawe=106", ...whole },
    lines: [
      /^TELEGRAM_TOKEN: the city "pontianak" is not possible: it is not in CITIES \(kendari\)\.$/,
      /^WHATSAPP_NUMBER_ID: the city "lhokseumawe" is not possible: it is not in CITIES \(kendari\)\.$/,
    ],
  },
  {
    name: "a secret in the wrong variable",
    settings: { WHATSAPP_NUMBER_ID: `kendari=${token}, EAA-rahasia`, PUBLIC_URL: "0f-rahasia-sangat-panjang", LOG_LEVEL: "9:rahasia", CITIES: "1:rahasia,x" },
    lines: [
      /^CITIES: "1:ra…,x" is not possible/,
      /^PUBLIC_URL: "0f-r…" is not possible/,
      /^WHATSAPP_NUMBER_ID: "kendari=1234…,EAA-…" is not possible/,
      /^LOG_LEVEL: "9:ra…" is not possible/,
    ],
  },
  {
    name: "too short, too large, not one of the words",
    settings: { PORT: "70000", COOKIE_SECRET: "pendek", TRUST_PROXY: "mungkin", WHATSAPP_VERIFY_TOKEN: "pendek", BACKUP_KEEP: "1.5", LOG_LEVEL: "keras" },
    lines: [
      /^PORT: "70000" is not possible: must be a whole number from 0 to 65535\. /,
      /^COOKIE_SECRET: "…" is not possible: must be at least 32 characters\. /,
      /^TRUST_PROXY: "mungkin" is not possible: must be true or false\. /,
      /^WHATSAPP_VERIFY_TOKEN: "…" is not possible: must be at least 8 characters\. /,
      /^BACKUP_KEEP: "1\.5" is not possible: must be a whole number from 0 to 365\. /,
      /^LOG_LEVEL: "keras" is not possible: must be one of debug, info, warn, error, silent\. /,
    ],
  },
  {
    name: "a language model that is not whole, or whose numbers are none",
    settings: { LLM_URL: "http://model.contoh.example/v1", LLM_PRICE: "murah", LLM_CITY_TOKENS: "banyak", LLM_KEY: "rahasia" },
    lines: [
      /^LLM_CITY_TOKENS: "banyak" is not possible: must be a whole number from 0 to 2000000000\. LLM_CITY_TOKENS = Tokens/,
      /^LLM_PRICE: "murah" is not possible: must be two amounts, e\.g\. 2\.5-10, or model=2\.5-10, separated by commas\. /,
    ],
  },
  {
    name: "voice notes that nobody listens to",
    settings: { LLM_TRANSCRIBE_MODEL: "telinga", LLM_TRANSCRIBE_KEY: "rahasia" },
    lines: [/^LLM_TRANSCRIBE_URL: is missing, and LLM_TRANSCRIBE_KEY needs it\. /, /^LLM_URL: is missing, and LLM_TRANSCRIBE_MODEL needs it\. /],
  },
  {
    name: "pictures that nobody reads",
    settings: { LLM_VISION_MODEL: "mata", LLM_VISION_KEY: "rahasia" },
    lines: [/^LLM_URL: is missing, and LLM_VISION_MODEL needs it\. /, /^LLM_VISION_URL: is missing, and LLM_VISION_KEY needs it\. /],
  },
  {
    name: "an endpoint without a model, and a budget of money without a price",
    settings: { LLM_URL: "http://model.contoh.example/v1", LLM_CITY_COST: "100" },
    lines: [/^LLM_MODEL: is missing, and LLM_URL needs it\. LLM_MODEL = /, /^LLM_PRICE: is missing, and LLM_CITY_COST needs it\. /],
  },
  {
    name: "several mistakes at once",
    settings: { TELEGRAM_TOKEN: "x", TELEGRAM_API_URL: "ftp://api", WHATSAPP_NUMBER_ID: "bukan angka", WHATSAPP_VERIFY_TOKEN: "pendek" },
    lines: [/^TELEGRAM_TOKEN: "…"/, /^TELEGRAM_API_URL: "ftp:\/\/api"/, /^WHATSAPP_NUMBER_ID: "bukan angka"/, /^WHATSAPP_VERIFY_TOKEN: "…"/],
  },
];

/** The lines of the refusal. */
function refusal(settings: Record<string, string>): string[] {
  try {
    readConfig(settings);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message.split("\n");
  }
  throw new Error("the settings were taken");
}

describe("settings of bots and numbers", () => {
  it.each(wrong)("get one readable line for each mistake, and never show a secret: $name", ({ settings, lines }) => {
    const said = refusal(settings);
    expect(said).toHaveLength(lines.length);
    for (const [at, line] of lines.entries()) expect(said[at]).toMatch(line);
    expect(said.join("\n")).not.toMatch(/rahasia|"x"|pendek/);
  });

  it("turn nothing on when absent or empty", () => {
    for (const empty of ["", " ", ",", " , "]) {
      expect(readConfig({ TELEGRAM_TOKEN: empty, WHATSAPP_NUMBER_ID: "" })).toMatchObject({
        TELEGRAM_TOKEN: [],
        WHATSAPP_NUMBER_ID: [],
        TELEGRAM_INTAKE: "auto",
      });
    }
  });

  it("are one account for all cities, or one for each, however they are spaced", () => {
    expect(readConfig({ TELEGRAM_TOKEN: token }).TELEGRAM_TOKEN).toEqual([{ city: null, value: token }]);
    const two = readConfig({ TELEGRAM_TOKEN: ` Kendari = ${token} ,pontianak=7:b, `, WHATSAPP_NUMBER_ID: "106", ...whole });
    expect(two.TELEGRAM_TOKEN).toEqual([
      { city: "kendari", value: token },
      { city: "pontianak", value: "7:b" },
    ]);
    expect(two.WHATSAPP_NUMBER_ID).toEqual([{ city: null, value: "106" }]);
  });

  it("take a webhook where the public address is https", () => {
    const settings = { TELEGRAM_TOKEN: token, TELEGRAM_INTAKE: "webhook", PUBLIC_URL: "https://asn.contoh.example/kawan" };
    expect(readConfig(settings)).toMatchObject({ TELEGRAM_INTAKE: "webhook", PUBLIC_URL: "https://asn.contoh.example/kawan" });
  });

  it("know the real networks' addresses, and stand in --help without a secret's value", () => {
    expect(readConfig({})).toMatchObject({ TELEGRAM_API_URL: "https://api.telegram.org", WHATSAPP_API_URL: "https://graph.facebook.com/v23.0" });
    const help = settingLines().join("\n");
    for (const name of ["TELEGRAM_TOKEN", "TELEGRAM_INTAKE", "WHATSAPP_NUMBER_ID", "WHATSAPP_TOKEN", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN"]) {
      expect(help).toMatch(new RegExp(`^ {2}${name} +\\S`, "m"));
    }
  });
});
