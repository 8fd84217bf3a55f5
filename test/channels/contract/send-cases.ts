import fc from "fast-check";
import { expect } from "vitest";
import type { Sent } from "../../../src/core/channel.ts";
import type { Cases } from "./cases.ts";
import { letterTo, occasionOf, planned, sends, talk } from "./world.ts";

const kinds = ["retry", "slow-down", "window-closed", "unreachable", "blocked", "restricted", "hold", "auth", "bad-request"];
const isSent = (it: Sent): boolean =>
  it.ok === "unknown" || (it.ok ? it.native !== "" : kinds.includes(it.fault.kind) && it.fault.code !== "" && (it.fault.afterMs ?? 1) > 0);

/** What sending says is what happened. */
export function sendCases({ kind, always, able }: Cases): void {
  always("each part that is taken has a name of the network's own", async (world) => {
    const person = await talk(world);
    const sent = [...(await sends(world, letterTo(person, { text: "rahasia satu" }))), ...(await sends(world, letterTo(person, { text: "rahasia dua" })))];
    const names = sent.map((it) => it.ok === true && it.native);
    expect([names.every(Boolean), new Set(names).size]).toEqual([true, 2]);
    expect((await person.screen()).map((it) => it.text)).toEqual([expect.stringContaining("rahasia satu"), expect.stringContaining("rahasia dua")]);
  });

  for (const fault of kind.faults) {
    always(`${fault.name}: ${fault.gives}; sent again it is the same part`, async (world) => {
      const person = await talk(world);
      const [part, ...others] = planned(world, letterTo(person, { text: "Jawaban rahasia" }));
      if (!part) throw new Error("nothing was planned");
      expect(others).toEqual([]);
      const hangUp = new AbortController();
      world.fails(fault.name);
      const sending = world.channel.send(person.to, part, occasionOf(world, { signal: hangUp.signal }));
      if (fault.silent) await expect.poll(async () => (await person.screen()).length, { interval: 5, timeout: 60_000 }).toBe(1);
      if (fault.silent) hangUp.abort();
      const wanted = { kind: fault.gives, code: expect.stringMatching(/./), ...(fault.afterMs !== undefined && { afterMs: fault.afterMs }) };
      expect(await sending).toMatchObject(fault.gives === "unknown" ? { ok: "unknown" } : { ok: false, fault: wanted });
      expect(await person.screen()).toHaveLength(fault.arrives ? 1 : 0);
      expect(await world.channel.send(person.to, part, occasionOf(world))).toMatchObject({ ok: true });
      expect(await person.screen()).toHaveLength(fault.arrives && !world.channel.caps.idempotent ? 2 : 1);
      if (world.keys) expect(world.keys()).toEqual([part.key, part.key]);
    });
  }

  always("a part sent twice appears once where the channel says so, else twice", async (world) => {
    const person = await talk(world);
    const letter = letterTo(person, { text: "Jawaban rahasia" });
    await sends(world, letter);
    await sends(world, letter);
    expect(await person.screen()).toHaveLength(world.channel.caps.idempotent ? 1 : 2);
  });

  able("keys", "our key goes out with each part, and with each attempt the same", async (world) => {
    const person = await talk(world);
    const letter = letterTo(person, { text: "rahasia ".repeat(1_500) });
    await sends(world, letter);
    await sends(world, letter);
    const keys = planned(world, letter).map((it) => it.key);
    expect([keys.length > 1, world.keys?.()]).toEqual([true, [...keys, ...keys]]);
  });

  able("unknown outcome", "what is stopped before it begins has surely not happened", async (world) => {
    const person = await talk(world);
    expect(await sends(world, letterTo(person, { text: "Jawaban rahasia" }), { signal: AbortSignal.abort() })).toMatchObject([
      { ok: false, fault: { kind: "retry" } },
    ]);
    expect(await person.screen()).toEqual([]);
  });

  always("nothing makes it throw: not a part of another network, not an address of nobody, not a stop", async (world) => {
    const person = await talk(world);
    const natives = [null, 7, "rahasia", [], {}, { kind: "text" }, { message: "rahasia" }, { letter: 1, text: {} }];
    for (const native of natives) {
      const sent = await world.channel.send(person.to, { key: "k#0", native }, occasionOf(world));
      expect([native, isSent(sent) && sent.ok !== true]).toEqual([native, true]);
    }
    const [part] = planned(world, letterTo(person, { text: "Jawaban rahasia" }));
    if (!part) throw new Error("nothing was planned");
    const chat = fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.constantFrom("", "0", "-1", "../me", "99999999999999999999", "bsuid:x", "6281399999"),
    );
    await fc.assert(
      fc.asyncProperty(chat, fc.jsonValue(), async (it, native) => {
        const to = { ...person.to, chat: it };
        expect(isSent(await world.channel.send(to, part, occasionOf(world)))).toBe(true);
        expect(isSent(await world.channel.send(to, { ...part, native }, occasionOf(world)))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  able("files out", "documents and pictures arrive byte for byte, under their names", async (world) => {
    const person = await talk(world);
    const noise = crypto.getRandomValues(new Uint8Array(60_000));
    const tricky = Buffer.concat([Buffer.from("\r\n--boundary--\r\n\0Content-Type: x\r\n\r\n"), noise, Buffer.from("\r\n\n\r")]);
    const picture = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), tricky]);
    const files = [
      { ...(await world.keeps(person.to, { name: "rekap rahasia.pdf", mime: "application/pdf", bytes: tricky })), caption: "Rekap rahasia" },
      await world.keeps(person.to, { name: "peta.png", mime: "image/png", bytes: picture }),
    ];
    for (const it of await sends(world, letterTo(person, { text: "Berkas rahasia Anda:", files }))) expect(it.ok).toBe(true);
    const screen = await person.screen();
    expect(screen.flatMap((it) => it.files).map((it) => Buffer.from(it.bytes).toString("base64"))).toEqual(
      [tricky, picture].map((it) => it.toString("base64")),
    );
    expect(screen.flatMap((it) => it.files)[0]?.name).toBe("rekap rahasia.pdf");
  });

  able("window", "outside the window nothing goes out but an approved text", async (world) => {
    world.approves?.("pengingat", "Pelatihan rahasia dimulai {{1}}.");
    const person = await talk(world);
    const heardAt = world.now().toString();
    const notice = letterTo(
      person,
      { text: "Pelatihan rahasia Anda besok." },
      { intent: "notice", template: { name: "pengingat", language: "id", values: ["besok"] } },
    );
    await sends(world, notice, { heardAt });
    world.pass({ hours: world.channel.caps.windowHours ?? 0 });
    for (const it of [heardAt, null]) {
      const sent = await sends(world, letterTo(person, { text: "Jawaban rahasia" }), { heardAt: it });
      expect(sent).toMatchObject([{ ok: false, fault: { kind: "window-closed" } }]);
      expect(await sends(world, notice, { heardAt: it })).toMatchObject([{ ok: true }]);
    }
    const reminder = "Pelatihan rahasia dimulai besok.";
    expect((await person.screen()).map((it) => it.text)).toEqual(["Pelatihan rahasia Anda besok.", reminder, reminder]);
  });

  able("receipts", "what the network tells later is handed on, again until it is stored", async (world) => {
    const person = await talk(world);
    let refusals = 2;
    world.sink.beforeReceipt = () => {
      if (refusals-- > 0) throw new Error("not stored: rahasia");
    };
    const letter = letterTo(person, { text: "Jawaban rahasia" });
    const [sent] = await sends(world, letter);
    const states = kind.receipts ?? ["sent", "delivered"];
    const receipts = await world.sink.hasReceipts(states.length);
    const native = sent?.ok === true ? sent.native : "";
    const common = { channel: person.to.channel, account: person.to.account, native, key: `${letter.key}#0` };
    expect(receipts).toMatchObject(states.map((state) => ({ ...common, state })));
    expect([refusals, receipts[0]?.price]).toEqual([-states.length, kind.receipts ? undefined : expect.anything()]);
  });
}
