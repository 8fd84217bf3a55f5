import { afterAll, afterEach, beforeAll, vi } from "vitest";
import { rawSql } from "../../src/db/database.ts";
import type { OpenDatabase } from "../../src/db/open.ts";
import type { TestDatabase } from "../world.ts";
import { type World, worldOver } from "./delivery-world.ts";

// What these tests wait for comes at once on a quiet machine, and some time on a busy one.
vi.setConfig({ testTimeout: 120_000 });

const tables = "mailbox, inbox, outbox, job, channel_account, audit";

/** A base for all tests of a `describe`, empty before each of them. */
export function useWorld(database: TestDatabase): () => World {
  let base: OpenDatabase;
  let world: World;
  beforeAll(async () => {
    base = await database.open();
    world = worldOver(base);
  });
  afterEach(async () => {
    await world.stop();
    await base.db.run(rawSql(`truncate ${tables} restart identity`));
    world = worldOver(base);
  });
  afterAll(() => base.close());
  return () => world;
}
