import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keepBlob } from "../../src/core/blob.ts";
import { conversationOf } from "../../src/core/channel.ts";
import { testDatabases } from "../world.ts";
import { Browser, cell, openWebWorld, type WebWorld } from "./web-world.ts";

describe.each(testDatabases())("files in the web chat on $name", (database) => {
  let world: WebWorld;
  beforeAll(async () => {
    world = await openWebWorld(database);
  });
  afterAll(() => world.close());

  it("can be fetched by the talk that they were sent to, as a download, and by nobody else", async () => {
    const [owner, stranger] = [new Browser(world.url), new Browser(world.url, "10.0.0.9")];
    for (const it of [owner, stranger]) await it.get("/kendari");
    const conversation = conversationOf({ channel: "web", account: "web", chat: owner.talk() });
    const bytes = new TextEncoder().encode("<script>alert(1)</script>");
    const file = await keepBlob(world.db, cell, { conversation, name: 'bunyi "sumber".html', mime: "text/html", bytes }, Temporal.Now.instant());
    world.answerWith(() => ({ text: "Terlampir.", files: [file] }));
    await owner.says("mana berkasnya?");
    const [, answer] = await owner.until(2);
    expect(answer).toMatchObject({ text: expect.stringContaining("Terlampir."), files: [{ name: file.name, blob: file.blob }] });

    const fetched = await owner.get(`/berkas/${file.blob}`);
    expect(fetched.status).toBe(200);
    expect(await fetched.text()).toBe("<script>alert(1)</script>");
    expect(fetched.headers.get("content-disposition")).toBe("attachment; filename*=UTF-8''bunyi%20%22sumber%22.html");
    expect(fetched.headers.get("x-content-type-options")).toBe("nosniff");
    expect(fetched.headers.get("content-security-policy")).toContain("default-src 'none'");
    for (const [who, id] of [
      [stranger, file.blob],
      [new Browser(world.url), file.blob],
      [owner, "0".repeat(32)],
      [owner, "..%2f..%2fetc%2fpasswd"],
    ] as const) {
      expect((await who.get(`/berkas/${id}`)).status).toBe(404);
    }
  });
});
