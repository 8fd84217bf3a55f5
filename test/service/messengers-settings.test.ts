import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { freshFolder, freshPostgres } from "../world.ts";
import { startMain } from "./process.ts";

const token = "123456:AA-rahasia_bot";

it("refuses to start with wrong settings of messengers: one readable line each, no secret, nothing begun", { timeout: 60_000 }, async () => {
  const folder = freshFolder();
  const settings = { TELEGRAM_TOKEN: `kendari=${token},pontianak=rahasia`, TELEGRAM_INTAKE: "langsung", WHATSAPP_NUMBER_ID: "kendari=106,pontianak=106" };
  const program = startMain({ cwd: folder.path, settings });
  expect(await program.ended).toBe(1);
  const lines = program.err().trimEnd().split("\n");
  expect(lines.map((it) => it.split(" is not possible")[0])).toEqual([
    'TELEGRAM_TOKEN: "…"',
    'TELEGRAM_INTAKE: "langsung"',
    'WHATSAPP_NUMBER_ID: "kendari=106,pontianak=106"',
  ]);
  expect(program.err() + program.out()).not.toContain("rahasia");
  expect(existsSync(join(folder.path, "data"))).toBe(false);
  folder.remove();
});

it("refuses a number without its secrets, one line for each that is missing", { timeout: 60_000 }, async () => {
  const folder = freshFolder();
  const program = startMain({ cwd: folder.path, settings: { WHATSAPP_NUMBER_ID: "106" } });
  expect(await program.ended).toBe(1);
  const missing = ["WHATSAPP_TOKEN", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN"];
  expect(program.err()).toMatch(new RegExp(`^${missing.map((it) => `${it}: is missing, and WHATSAPP_NUMBER_ID needs it\\. .+\n`).join("")}$`));
  folder.remove();
});

it("refuses a city that only the base can tell is not known", { timeout: 60_000 }, async () => {
  const folder = freshFolder();
  const { url, drop } = await freshPostgres();
  const program = startMain({ cwd: folder.path, settings: { DATABASE_URL: url, BACKUP_KEEP: "0", TELEGRAM_TOKEN: `atlantis=${token}` } });
  expect(await program.ended).toBe(1);
  expect(program.err()).toBe('TELEGRAM_TOKEN: the city "atlantis" is not possible: it is not known here (tanjungpinang, kendari, lhokseumawe, pontianak).\n');
  await drop();
  folder.remove();
});
