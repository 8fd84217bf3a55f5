import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loadClass } from "../../../src/features/enrolment/class-of.ts";
import { dateOf } from "../../../src/features/training/when.ts";
import { testDatabases } from "../../world.ts";
import { tenant } from "../enrolment/enrolment-world.ts";
import { type OrganiseWorld, openOrganiseWorld } from "./organise-world.ts";

describe.each(testDatabases())("new dates for a class on $name", (database) => {
  let world: OrganiseWorld;
  beforeAll(async () => {
    world = await openOrganiseWorld(database);
  });
  beforeEach(() => world.afresh());
  afterAll(() => world.close());

  /** Days of a class's sessions after its schedule was set to 7 December; one was on Friday, 20 November, one is on Monday, 23 November. */
  async function moved(status: string) {
    const sessions = ["2026-11-20T08:00/2026-11-20T16:00", "2026-11-23T08:00/2026-11-23T16:00"];
    const id = await world.classOf(await world.training("Pelayanan Prima"), { status, sessions });
    const input = { class: id, field: "jadwal", value: "7/12/2026 08.00-12.00" };
    await world.performs((await world.officer()).who, { capability: "edit_class", input }, ["officer"]);
    const found = await loadClass(world.db, tenant, id);
    return { days: found?.class.sessions.map(([from]) => dateOf(from, "Asia/Makassar")), from: found?.class.startsOn, until: found?.class.endsOn };
  }

  it("keep what a running class has held, and replace the rest", async () => {
    expect(await moved("berjalan")).toEqual({ days: ["2026-11-20", "2026-12-07"], from: "2026-11-20", until: "2026-12-07" });
  });

  it("replace all of a class that was postponed: it held nothing", async () => {
    expect(await moved("ditunda")).toEqual({ days: ["2026-12-07"], from: "2026-12-07", until: "2026-12-07" });
  });
});
