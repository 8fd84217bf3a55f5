import { Api, GrammyError, HttpError } from "grammy";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeTelegram, fakeTelegram } from "../fakes/telegram/fake-telegram.ts";

let telegram: FakeTelegram;
let api: Api;
let now = Date.UTC(2026, 10, 22);

beforeEach(async () => {
  telegram = await fakeTelegram({ clock: () => now });
  api = new Api(telegram.token, { apiRoot: telegram.url });
});
afterEach(() => telegram.stop());

const problemOf = (call: Promise<unknown>) => call.then(() => new Error("was accepted")).catch((it: unknown) => it as GrammyError | HttpError);
const descriptionOf = async (call: Promise<unknown>) => {
  const problem = await problemOf(call);
  return problem instanceof GrammyError ? `${problem.error_code} ${problem.description}` : problem.constructor.name;
};

describe("scripted faults", () => {
  const hasty = () => new Api(telegram.token, { apiRoot: telegram.url, timeoutSeconds: 1 });

  it("refuse before anything happened", async () => {
    const person = telegram.person();
    person.starts();
    telegram.fault("sendMessage", { kind: "429", retryAfter: 7 });
    telegram.fault("sendMessage", { kind: "500", times: 2 });
    telegram.fault("sendMessage", { kind: "dropConnection" });
    telegram.fault("*", { kind: "garbage" });
    telegram.fault("sendMessage", { kind: "error", code: 403, description: "Forbidden: user is deactivated", when: (it) => it.chat_id === person.id });
    const limited = await problemOf(api.sendMessage(person.id, "x"));
    expect(limited).toMatchObject({ error_code: 429, description: "Too Many Requests: retry after 7", parameters: { retry_after: 7 } });
    expect(await descriptionOf(api.sendMessage(person.id, "x"))).toBe("500 Internal Server Error");
    expect(await descriptionOf(api.sendMessage(person.id, "x"))).toBe("500 Internal Server Error");
    expect(await problemOf(api.sendMessage(person.id, "x"))).toBeInstanceOf(HttpError);
    expect(await problemOf(api.sendMessage(person.id, "x"))).toBeInstanceOf(HttpError);
    expect(await descriptionOf(api.sendMessage(person.id, "x"))).toBe("403 Forbidden: user is deactivated");
    expect(person.received).toEqual([]);
    await api.sendMessage(person.id, "akhirnya");
    expect(telegram.calls("sendMessage").map((it) => [it.fault, it.status])).toEqual([
      ["429", 429],
      ["500", 500],
      ["500", 500],
      ["dropConnection", undefined],
      ["garbage", 502],
      ["error", 403],
      [undefined, 200],
    ]);
    expect(telegram.violations).toEqual([]);
  });

  it("deliver and never say so", async () => {
    const person = telegram.person();
    person.starts();
    telegram.fault("sendMessage", { kind: "timeoutAfterAccept" });
    telegram.fault("sendMessage", { kind: "dropAfterAccept" });
    expect(await problemOf(hasty().sendMessage(person.id, "satu"))).toBeInstanceOf(HttpError);
    expect(await problemOf(api.sendMessage(person.id, "dua"))).toBeInstanceOf(HttpError);
    expect(person.received.map((it) => it.text)).toEqual(["satu", "dua"]);
  });

  it("break downloads", async () => {
    const person = telegram.person();
    const { document } = person.sendsDocument({ name: "a.txt", bytes: Buffer.from("isi") });
    const { file_path } = await api.getFile(document?.file_id ?? "");
    telegram.fault("file", { kind: "500" });
    telegram.fault("file", { kind: "dropConnection" });
    const fetched = () => fetch(`${telegram.url}/file/bot${telegram.token}/${file_path}`);
    expect((await fetched()).status).toBe(500);
    await expect(fetched()).rejects.toThrow();
    expect(await (await fetched()).text()).toBe("isi");
  });

  it("limit the rate as the real one, by its own clock", async () => {
    const people = Array.from({ length: 31 }, () => telegram.person());
    for (const it of people) it.starts();
    const first = people[0]?.id ?? 0;
    telegram.rateLimit = true;
    await api.sendMessage(first, "satu");
    expect(await descriptionOf(api.sendMessage(first, "dua"))).toBe("429 Too Many Requests: retry after 1");
    for (const it of people.slice(1, 30)) await api.sendMessage(it.id, "x");
    expect(await descriptionOf(api.sendMessage(people[30]?.id ?? 0, "x"))).toMatch(/^429/);
    now += 1_000;
    await api.sendMessage(first, "dua");
    expect(telegram.violations).toEqual([]);
  });
});
