import { describe, expect, it } from "vitest";
import { keepBlob, openBlob } from "../../src/core/blob.ts";
import { testDatabases } from "../world.ts";

describe.each(testDatabases())("files on their way on $name", ({ open }) => {
  it("are found by whoever sends them and by their own talk only", async () => {
    const { db, close } = await open();
    const bytes = new Uint8Array([0, 1, 255]);
    const kept = await keepBlob(db, 1, { conversation: "a", name: "a.png", mime: "image/png", bytes }, Temporal.Now.instant());
    expect(kept).toEqual({ kind: "image", blob: expect.stringMatching(/^[0-9a-f]{32}$/), name: "a.png", mime: "image/png" });
    expect(Array.from((await openBlob(db, 1, kept.blob))?.bytes ?? [])).toEqual([0, 1, 255]);
    expect((await openBlob(db, 1, kept.blob, "a"))?.name).toBe("a.png");
    expect(await openBlob(db, 1, kept.blob, "b")).toBeUndefined();
    expect(await openBlob(db, 2, kept.blob)).toBeUndefined();
    await close();
  });

  it("lose of their name what the database cannot hold", async () => {
    const { db, close } = await open();
    const file = { conversation: "a", name: "bunyi\0\ud83d.txt", mime: "text/plain\0", bytes: new Uint8Array([1]) };
    const kept = await keepBlob(db, 1, file, Temporal.Now.instant());
    expect(kept).toMatchObject({ name: "bunyi\ufffd.txt", mime: "text/plain" });
    expect(await openBlob(db, 1, kept.blob)).toMatchObject({ name: "bunyi\ufffd.txt", mime: "text/plain" });
    await close();
  });
});
