import { createHmac, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { App } from "../app.ts";
import { type Database, sql } from "../db/database.ts";

/**
 * Signs the web chat's cookie: as configured, or made once and kept. On PostgreSQL it is a row, since replicas share
 * it; beside the embedded database a file. It is in no backup, so that a backup that leaks opens no talk: after a
 * restore elsewhere, open pages begin a new talk unless COOKIE_SECRET is carried over.
 */
export async function cookieSecret({ config, kind, db, clock }: Pick<App, "config" | "kind" | "db" | "clock">): Promise<string> {
  if (config.COOKIE_SECRET !== undefined) return config.COOKIE_SECRET;
  return kind === "postgres" ? secretRow(db, clock()) : secretFile(config.DATA_DIR);
}

/** A secret of its own for each purpose, the same on every replica and after every start. */
export const derivedSecret = (secret: string, purpose: string): string => createHmac("sha256", secret).update(purpose).digest("base64url");

/** Seals the linked sessions of WhatsApp numbers; with another one they have to be paired anew. */
export async function linkSecret(app: Pick<App, "config" | "kind" | "db" | "clock">): Promise<string> {
  return app.config.WHATSAPP_WEB_KEY ?? derivedSecret(await cookieSecret(app), "whatsapp-web session");
}

const name = "web_cookie";
const made = () => randomBytes(32).toString("base64url");

async function secretRow(db: Database, now: Temporal.Instant): Promise<string> {
  await db.run(sql`insert into secret (name, value, made_at) values (${name}, ${made()}, ${now.toString()}) on conflict (name) do nothing`);
  const row = await db.one(z.object({ value: z.string() }), sql`select value from secret where name = ${name}`);
  return row.value;
}

/** The folder is locked, so that nobody else makes one at the same moment. */
function secretFile(folder: string): string {
  const file = join(folder, "secret");
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(file, `${made()}\n`, { mode: 0o600, flag: "wx" });
  }
  const value = readFileSync(file, "utf8").trim();
  if (value.length < 32) throw new Error(`${file} is damaged: delete it, and a new secret is made (open pages begin a new talk)`);
  return value;
}
