import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { cityOfAccount } from "../../src/cities.ts";
import { linkLimits } from "../../src/service/messengers.ts";
import { ConfigError, isTurnedOn, readConfig, settingLines } from "../../src/settings/config.ts";
import { freshFolder } from "../world.ts";
import { start } from "./process.ts";

const refused = (settings: Record<string, string>): string => {
  try {
    readConfig(settings);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  return "taken";
};

describe("the settings of linked numbers", () => {
  test("turn nothing on by themselves, and are careful", () => {
    const config = readConfig({});
    expect([config.WHATSAPP_WEB_NUMBER, config.WHATSAPP_WEB_POLLS, config.WHATSAPP_WEB_VERSION]).toEqual([[], false, undefined]);
    expect(linkLimits(config)).toEqual({
      gapMs: [2_000, 4_000],
      chatGapMs: 3_000,
      perMinute: 15,
      perDay: 600,
      newChatsPerDay: 20,
      warmUpDays: 30,
      noticesPerDay: 30,
      quiet: { from: "21:00", to: "06:00" },
    });
  });

  test("name numbers with their cities, each once", () => {
    const config = readConfig({ WHATSAPP_WEB_NUMBER: "kendari=6281100000001, 6281100000002" });
    expect(config.WHATSAPP_WEB_NUMBER).toEqual([
      { city: "kendari", value: "6281100000001" },
      { city: null, value: "6281100000002" },
    ]);
    const cityOf = cityOfAccount(config, [{ id: 1, slug: "kendari", name: "Kendari", zone: "Asia/Makassar" }]);
    expect(["6281100000001", "6281100000002"].map((account) => cityOf({ channel: "wa-web", account }))).toEqual(["kendari", undefined]);
    expect(["6281100000001", "6281199999999"].map((account) => isTurnedOn(config, { channel: "wa-web", account }))).toEqual([true, false]);
    expect(refused({ WHATSAPP_WEB_NUMBER: "6281100000001,kendari=6281100000001" })).toContain("names one account twice");
    expect(refused({ WHATSAPP_WEB_NUMBER: "pontianak=6281100000001", CITIES: "kendari" })).toMatch(
      /^WHATSAPP_WEB_NUMBER: the city "pontianak" is not possible/,
    );
    expect(() => cityOfAccount(readConfig({ WHATSAPP_WEB_NUMBER: "atlantis=6281100000001" }), [])).toThrow(/^WHATSAPP_WEB_NUMBER: the city "atlantis"/);
  });

  test.each([
    ["WHATSAPP_WEB_NUMBER", "081100000001"],
    ["WHATSAPP_WEB_NUMBER", "+6281100000001"],
    ["WHATSAPP_WEB_KEY", "pendek"],
    ["WHATSAPP_WEB_VERSION", "latest"],
    ["WHATSAPP_WEB_GAP_SECONDS", "4-2"],
    ["WHATSAPP_WEB_GAP_SECONDS", "2"],
    ["WHATSAPP_WEB_TYPING_SECONDS", "x-y"],
    ["WHATSAPP_WEB_PER_MINUTE", "0"],
    ["WHATSAPP_WEB_QUIET", "21-6"],
    ["WHATSAPP_WEB_QUIET", "25:00-06:00"],
    ["WHATSAPP_WEB_POLLS", "mungkin"],
  ])("%s does not take %s, and says so in a line", (name, value) => {
    const said = refused({ [name]: value });
    expect(said).toMatch(new RegExp(`^${name}: ".*" is not possible: .*\\. ${name} = .*\\.$`));
    expect(said.includes("pendek")).toBe(false);
  });

  test("are all in --help, in words", () => {
    const lines = settingLines().filter((it) => it.includes("WHATSAPP_WEB_"));
    expect(lines).toHaveLength(13);
    expect(lines.join("\n")).not.toMatch(/\[object|undefined/);
    expect(lines.find((it) => it.includes("GAP_SECONDS"))).toContain("(2-4)");
  });

  test("quiet hours may be none", () => expect(readConfig({ WHATSAPP_WEB_QUIET: "none" }).WHATSAPP_WEB_QUIET).toBe(null));

  test("do not go together with certificates that are not looked at", () => {
    const off = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };
    expect(refused({ ...off, WHATSAPP_WEB_NUMBER: "6281100000001" })).toMatch(/^NODE_TLS_REJECT_UNAUTHORIZED: must not be 0/);
    expect(refused(off)).toBe("taken");
  });

  test("none of them leads to another server than WhatsApp's", () => {
    const names = settingLines()
      .filter((it) => it.includes("WHATSAPP_WEB_"))
      .map((it) => it.trim().split(" ")[0]);
    expect(names.some((it) => /URL|HOST|ADDRESS|CA|TLS|PROXY/.test(it ?? ""))).toBe(false);
  });
});

describe("a start with a linked number", { timeout: 120_000 }, () => {
  test("without the library ends with one readable line", async () => {
    const folder = freshFolder();
    const deny = join(folder.path, "deny.mjs");
    const hook = `registerHooks({ resolve(name, context, next) { if (name.startsWith("@whiskeysockets/")) throw Object.assign(new Error("x"), { code: "ERR_MODULE_NOT_FOUND" }); return next(name, context); } });`;
    writeFileSync(deny, `import { registerHooks } from "node:module";\n${hook}\n`);
    const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
    const settings = { WHATSAPP_WEB_NUMBER: "6281100000001", PORT: "0", LOG_LEVEL: "silent", DATA_DIR: join(folder.path, "data") };
    const program = start([process.execPath, "--import", deny, main], { cwd: folder.path, settings });
    expect([await program.ended, program.err()]).toEqual([
      1,
      "WHATSAPP_WEB_NUMBER: needs the package @whiskeysockets/baileys, which is not installed: run npm ci without --omit=optional.\n",
    ]);
    folder.remove();
  });
});
