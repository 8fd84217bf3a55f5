import type { Agency } from "./core/person.ts";
import { type AccountSetting, type Config, ConfigError } from "./settings/config.ts";

/** What the network calls the account that a setting turns on: of a bot's token the digits before the colon. */
const accountNames = {
  telegram: ({ value }: AccountSetting) => value.split(":")[0] ?? "",
  "wa-cloud": ({ value }: AccountSetting) => value,
  "wa-web": ({ value }: AccountSetting) => value,
} as const;

/** Tells to which city a bot or number belongs. Throws `ConfigError` where a setting names a city that is not known. */
export function cityOfAccount({ TELEGRAM_TOKEN, WHATSAPP_NUMBER_ID, WHATSAPP_WEB_NUMBER }: Config, agencies: Agency[]) {
  const settings = {
    telegram: ["TELEGRAM_TOKEN", TELEGRAM_TOKEN],
    "wa-cloud": ["WHATSAPP_NUMBER_ID", WHATSAPP_NUMBER_ID],
    "wa-web": ["WHATSAPP_WEB_NUMBER", WHATSAPP_WEB_NUMBER],
  } as const;
  const cities = new Map<string, string>();
  for (const [channel, [name, accounts]] of Object.entries(settings)) {
    for (const it of accounts) {
      if (it.city === null) continue;
      if (!agencies.some((agency) => agency.slug === it.city)) {
        const known = agencies.map((agency) => agency.slug).join(", ");
        throw new ConfigError([`${name}: the city "${it.city}" is not possible: it is not known here (${known}).`]);
      }
      cities.set(`${channel}|${accountNames[channel as keyof typeof accountNames](it)}`, it.city);
    }
  }
  return ({ channel, account }: { channel: string; account: string }): string | undefined => cities.get(`${channel}|${account}`);
}
