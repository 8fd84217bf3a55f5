import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Reply } from "../../fakes/openai/reply.ts";
import { type ModelTalk, openModelTalk } from "./model-talk.ts";

describe("an answer that is shown while it is written", () => {
  let talk: ModelTalk;
  beforeAll(async () => {
    talk = await openModelTalk();
    await talk.person("ya", { name: "Rudi Contoh" });
    await talk.person("tidak", { name: "Rudi Tanpa", model: "no" });
  });
  afterAll(() => talk.close());

  const asks = "min brp JP setaun buat pns?";
  const first = "Jumlah JP setahun bagi PNS paling sedikit 20 JP";
  let count = 0;
  const asked = async (chat: string, reply: Reply) => {
    talk.fake.always = reply;
    count += 1;
    const to = { channel: "telegram" as const, account: "bot", chat };
    const at = talk.clock.now().toString();
    const message = { dedupe: `d${count}`, at, late: false, from: { id: chat }, to, body: { type: "text" as const, text: asks } };
    const drafts: string[] = [];
    const plan = await talk.app.engine.understand(message, undefined, (text) => void drafts.push(text));
    const [letter] = await talk.app.db.transaction((tx) => talk.app.engine.act(tx, [{ message, plan }], talk.clock.now()));
    return { drafts, final: letter?.reply.text ?? "" };
  };

  const second = "Jumlah JP setahun berbeda menurut status ASN";

  it("comes sentence by sentence, and ends as it began", async () => {
    const { drafts, final } = await asked("ya", `${first} [1]. ${second} [1].`);
    expect(drafts).toEqual([`${first}.`, `${first}. ${second}.`]);
    for (const draft of drafts) expect(final.startsWith(draft)).toBe(true);
  });

  it("does not wait for more than the numbers behind a full stop", async () => {
    const { drafts, final } = await asked("ya", `${first}. [1] ${second}. [1]`);
    expect(drafts).toEqual([`${first}.`]);
    expect(final.startsWith(`${first}. ${second}.`)).toBe(true);
  });

  it("shows no sentence that is not borne out, nor any before the number that was asked for", async () => {
    const { drafts, final } = await asked(
      "ya",
      `PNS paling sedikit 99 JP [1]. Jumlah JP setahun berbeda menurut status ASN [1]. ${first} [1]. Gaji dipotong [1].`,
    );
    expect(drafts).toEqual([`Jumlah JP setahun berbeda menurut status ASN. ${first}.`]);
    expect(final).not.toMatch(/99|Gaji/);
  });

  it("shows nothing where the answer broke off before anything was sure, and the documents' own words follow", async () => {
    talk.fake.moodsFirst = ["cut"];
    const { drafts, final } = await asked("ya", "PNS mengikuti pengembangan kompetensi paling sedikit 20 JP");
    expect(drafts).toEqual([]);
    expect(final).toContain("20");
  });

  it("is no draft for who has not said yes", async () => {
    expect((await asked("tidak", `${first} [1].`)).drafts).toEqual([]);
  });
});
