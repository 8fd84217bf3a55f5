import { type AuthenticationCreds, BufferJSON } from "@whiskeysockets/baileys";
import { z } from "zod";
import { sealingWith } from "../../src/channels/whatsapp-web/sealing.ts";
import { sql } from "../../src/db/database.ts";
import { migrate } from "../../src/db/migrate.ts";
import { type OpenDatabase, openDatabase } from "../../src/db/open.ts";
import { scratchFolder } from "../bench/service.ts";
import { cell, endpointOf, keepCreds, secret } from "../channels/whatsapp-web-world.ts";
import { type Account, type FakeWhatsAppWeb, fakeWhatsAppWeb, type Person } from "../fakes/whatsapp-web/fake-whatsapp-web.ts";
import { type LinkedProcess, startLinked } from "./linked-process.ts";

/** The governor's limits, so far up that nobody meets them. */
const ungoverned = {
  WHATSAPP_WEB_GAP_SECONDS: "0-0",
  WHATSAPP_WEB_CHAT_GAP_SECONDS: "0",
  WHATSAPP_WEB_PER_MINUTE: "1000000",
  WHATSAPP_WEB_PER_DAY: "10000000",
  WHATSAPP_WEB_NEW_CHATS: "1000000",
  WHATSAPP_WEB_WARM_UP_DAYS: "0",
  WHATSAPP_WEB_QUIET: "none",
};

/** One linked number on a fake server, and a base for the services that are to hold it. */
export interface LinkedWorld {
  whatsapp: FakeWhatsAppWeb;
  bot: Account;
  start(): Promise<LinkedProcess>;
  /** What is not as it must be when all is answered and no service runs any more, in words. */
  ends(): Promise<string[]>;
  close(): Promise<void>;
}

/** `url` = PostgreSQL; absent = the embedded database. */
export async function linkedWorld(url: string | undefined): Promise<LinkedWorld> {
  const whatsapp = await fakeWhatsAppWeb();
  const folder = scratchFolder();
  const bot = whatsapp.account();
  const creds = bot.linkedDevice();
  const where = url === undefined ? { folder: folder.path } : { url };
  await within(where, async ({ db }) => {
    await migrate(db);
    await keepCreds(db, bot.phone, creds);
  });
  const settings = {
    DATA_DIR: folder.path,
    COOKIE_SECRET: "c".repeat(40),
    WHATSAPP_WEB_NUMBER: bot.phone,
    WHATSAPP_WEB_KEY: secret,
    ...ungoverned,
    ...(url !== undefined && { DATABASE_URL: url }),
    ...(process.env.CHAOS_LOG !== undefined && { LOG_LEVEL: "debug" }),
  };
  return {
    whatsapp,
    bot,
    start: () => startLinked(settings, endpointOf(whatsapp)),
    ends: () => within(where, (base) => leftOver(base, bot, creds)),
    async close() {
      await whatsapp.stop();
      folder.remove();
    },
  };
}

/** Under either name, with one device or two, with and without receipts. */
export const crowd = (whatsapp: FakeWhatsAppWeb, count: number): Person[] =>
  Array.from({ length: count }, (_, at) => {
    const person = whatsapp.person({
      name: `Orang Contoh ${at + 1}`,
      addressing: at % 3 === 2 ? "pn" : "lid",
      hidesOther: at % 6 === 5,
      receipts: at % 5 === 4 ? "none" : "delivered",
    });
    if (at % 4 === 3 && at % 6 !== 5) person.links(1);
    return person;
  });

async function within<T>(where: Parameters<typeof openDatabase>[0], work: (base: OpenDatabase) => Promise<T>): Promise<T> {
  const base = await openDatabase(where);
  try {
    return await work(base);
  } finally {
    await base.close();
  }
}

const Left = z.object({ creds: z.instanceof(Uint8Array).nullable(), unpaired: z.string().nullable(), inbox: z.coerce.number(), outbox: z.coerce.number() });

/** The same device as in the beginning, and nothing that waits. */
async function leftOver({ db }: OpenDatabase, bot: Account, given: AuthenticationCreds): Promise<string[]> {
  const left = await db.one(
    Left,
    sql`
    select creds, unpaired_why as unpaired, (select count(*) from inbox where status <> 'done') as inbox,
           (select count(*) from outbox where status not in ('sent', 'delivered', 'read')) as outbox
      from wa_account where cell = ${cell} and account = ${bot.phone}`,
  );
  const sealed = left.creds;
  const kept = sealed && (JSON.parse(Buffer.from(sealingWith(secret, bot.phone).open("creds", sealed)).toString(), BufferJSON.reviver) as AuthenticationCreds);
  return [
    kept?.registrationId === given.registrationId && kept.me?.id === given.me?.id ? "" : "another registration in the base",
    left.unpaired === null ? "" : `unpaired: ${left.unpaired}`,
    bot.registrations === 0 && bot.devices.size === 1 ? "" : `${bot.registrations} registrations, ${bot.devices.size} devices`,
    bot.loggedOutByClient === 0 ? "" : "logged itself out",
    left.inbox === 0 ? "" : `${left.inbox} messages not done`,
    left.outbox === 0 ? "" : `${left.outbox} answers not sent`,
  ].filter(Boolean);
}
