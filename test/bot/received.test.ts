import { describe, expect, it } from "vitest";
import { z } from "zod";
import { receive } from "../../src/bot/received.ts";
import { type Capability, capability } from "../../src/core/capability.ts";
import type { Inbound } from "../../src/core/channel.ts";

describe("reading a sent file", () => {
  const reads: string[] = [];
  const taker = (id: string, roles: Capability["roles"]): Capability =>
    capability({
      id,
      about: "Menerima berkas.",
      phrases: [],
      roles,
      takesFile: { field: "file", kinds: ["document"], read: { field: "read", of: async () => void reads.push(id) } },
      input: z.object({}),
      handle: async () => ({ reply: { text: "" } }),
    });
  const catalog = [taker("own_file", ["asn"]), taker("signed_file", ["officer"]), taker("letter_file", ["officer"])];
  const to = { channel: "web", account: "web", chat: "a" } as const;
  const sent = (caption = ""): Inbound => ({
    dedupe: "1",
    at: "2026-11-22T02:00:00Z",
    late: false,
    from: { id: "a" },
    to,
    body: { type: "media", media: { kind: "document", ref: "a" }, caption },
  });
  const readFor = async (waiting: string | undefined, caption?: string, roles: Capability["roles"] = ["asn", "officer"]): Promise<string[]> => {
    reads.length = 0;
    await receive({ catalog, known: async () => roles, awaited: async () => waiting }, sent(caption), async () => new Uint8Array([1]));
    return [...reads];
  };

  it("is done once: by the capability that waits for it, else by the first that takes such files", async () => {
    expect(await readFor("letter_file")).toEqual(["letter_file"]);
    expect(await readFor("signed_file", "ini berkasnya")).toEqual(["signed_file"]);
    expect(await readFor(undefined)).toEqual(["own_file"]);
    // What the talk waits for takes no files.
    expect(await readFor("create_class")).toEqual(["own_file"]);
  });

  it("is left to all who may be meant only where words beside the file may name one of them", async () => {
    expect(await readFor(undefined, "/kembalikan")).toEqual(["own_file", "signed_file", "letter_file"]);
    expect(await readFor(undefined, "/kembalikan", ["asn"])).toEqual(["own_file"]);
  });

  it("is not done for whom may not use the capability", async () => {
    expect(await readFor("letter_file", "", ["asn"])).toEqual([]);
  });
});
