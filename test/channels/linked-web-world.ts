import { z } from "zod";
import { type App, openApp } from "../../src/app.ts";
import type { Subject } from "../../src/core/personal-data.ts";
import { sql } from "../../src/db/database.ts";
import { issueCode } from "../../src/features/people/link/code.ts";
import { startService } from "../../src/service/service.ts";
import { freshFolder, freshPostgres, silentLog, type TestDatabase, testClock, testConfig } from "../world.ts";
import { Browser } from "./web-world.ts";

/** The whole service as it runs, with a clock of ours: page, pipeline, gate, people. */
export async function openLinkedWeb({ name }: TestDatabase) {
  const folder = freshFolder();
  const server = name === "postgres" ? await freshPostgres() : undefined;
  const clock = testClock();
  const config = testConfig({ PORT: "0", DATA_DIR: folder.path, TRUST_PROXY: "true", ...(server && { DATABASE_URL: server.url }) });
  const app: App = await openApp({ config, log: silentLog, clock: clock.now, shipped: "none" });
  const service = await startService(app);
  return {
    app,
    db: app.db,
    clock,
    url: service.url,
    visit: async (address?: string): Promise<Browser> => {
      const browser = new Browser(service.url, address);
      await browser.get("/kendari");
      return browser;
    },
    /** Somebody of Kendari. */
    async person(called: string): Promise<Subject> {
      const now = clock.now().toString();
      const { id } = await app.db.one(
        z.object({ id: z.coerce.number() }),
        sql`insert into person (cell, agency_id, name, status, added_at, changed_at) values (1, 2, ${called}, 'PNS', ${now}, ${now}) returning id`,
      );
      return { cell: 1, agencyId: 2, personId: id };
    },
    code: async (subject: Subject): Promise<string> =>
      (await app.db.transaction((tx) => issueCode(tx, subject, { purpose: "link", issuedBy: null, now: clock.now() }))).code,
    async close() {
      await service.stop();
      await server?.drop();
      folder.remove();
    },
  };
}

export type LinkedWeb = Awaited<ReturnType<typeof openLinkedWeb>>;
