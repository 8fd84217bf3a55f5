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

  it("shows a picture in place, with its caption for who does not see it; of other formats nothing", async () => {
    const owner = new Browser(world.url);
    await owner.get("/kendari");
    const conversation = conversationOf({ channel: "web", account: "web", chat: owner.talk() });
    const keep = (name: string, mime: string) => keepBlob(world.db, cell, { conversation, name, mime, bytes: new Uint8Array([1, 2]) }, Temporal.Now.instant());
    const [png, svg] = [await keep("kompetensi.png", "image/png"), await keep("a.svg", "image/svg+xml")];
    world.answerWith(() => ({
      text: "Delapan sesuai.",
      files: [
        { ...png, caption: "Grafik kompetensi" },
        { ...svg, caption: "Gambar garis" },
      ],
    }));
    await owner.says("kompetensi saya");
    const [, answer] = await owner.until(2);
    expect(answer).toMatchObject({ files: [{ name: "kompetensi.png", alt: "Grafik kompetensi" }, { name: "a.svg" }] });
    expect((answer as { files: object[] }).files[1]).not.toHaveProperty("alt");
    expect((answer as { text: string }).text).not.toContain("Grafik kompetensi");
    expect((answer as { text: string }).text).toContain("Gambar garis");
    const headers = async (id: string) => (await owner.get(`/berkas/${id}`)).headers;
    const shown = await headers(png.blob);
    expect(shown.get("content-disposition")).toBe("inline; filename*=UTF-8''kompetensi.png");
    expect(shown.get("content-type")).toBe("image/png");
    expect(shown.get("x-content-type-options")).toBe("nosniff");
    expect(shown.get("content-security-policy")).toMatch(/default-src 'none'.*img-src 'self'/);
    expect((await headers(svg.blob)).get("content-disposition")).toMatch(/^attachment/);
  });
});
