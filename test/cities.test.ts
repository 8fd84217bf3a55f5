import { describe, expect, it } from "vitest";
import { cityOfAccount } from "../src/cities.ts";
import { ConfigError } from "../src/settings/config.ts";
import { testConfig } from "./world.ts";

const agencies = ["kendari", "pontianak"].map((slug, at) => ({ id: at + 1, slug, name: slug, zone: "Asia/Jakarta" }));
const whole = { WHATSAPP_TOKEN: "EAA-uji", WHATSAPP_APP_SECRET: "rahasia-uji", WHATSAPP_VERIFY_TOKEN: "kata-uji-panjang" };
const of = (settings: Record<string, string>) => cityOfAccount(testConfig(settings), agencies);

describe("the city of a bot or number", () => {
  it("is the one that its setting names; of a bot the network knows only what stands before the colon", () => {
    const cityOf = of({ TELEGRAM_TOKEN: "kendari=11:aa,pontianak=22:bb", WHATSAPP_NUMBER_ID: "pontianak=33", ...whole });
    expect(cityOf({ channel: "telegram", account: "11" })).toBe("kendari");
    expect(cityOf({ channel: "telegram", account: "22" })).toBe("pontianak");
    expect(cityOf({ channel: "wa-cloud", account: "33" })).toBe("pontianak");
  });

  it("is none for an account of all cities, for one that is not configured, and for the same name on another channel", () => {
    const cityOf = of({ TELEGRAM_TOKEN: "11:aa", WHATSAPP_NUMBER_ID: "kendari=33", ...whole });
    for (const [channel, account] of [
      ["telegram", "11"],
      ["telegram", "33"],
      ["wa-cloud", "11"],
      ["wa-cloud", "34"],
      ["web", "33"],
    ] as const) {
      expect([channel, account, cityOf({ channel, account })]).toEqual([channel, account, undefined]);
    }
  });

  it("must be known: the setting and what is known are named, the token is not", () => {
    const refused = () => of({ TELEGRAM_TOKEN: "kendari=11:aa,atlantis=22:rahasia" });
    expect(refused).toThrow(ConfigError);
    expect(refused).toThrow(/^TELEGRAM_TOKEN: the city "atlantis" is not possible: it is not known here \(kendari, pontianak\)\.$/);
    expect(() => of({ WHATSAPP_NUMBER_ID: "atlantis=33", ...whole })).toThrow(/^WHATSAPP_NUMBER_ID: the city "atlantis" is not possible/);
  });
});
