import { Api, GrammyError, InputFile } from "grammy";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeTelegram, fakeTelegram, labels, type Person } from "../fakes/telegram/fake-telegram.ts";

let telegram: FakeTelegram;
let api: Api;
let person: Person;

beforeEach(async () => {
  telegram = await fakeTelegram({ username: "kawan_contoh_bot" });
  api = new Api(telegram.token, { apiRoot: telegram.url });
  person = telegram.person({ name: "Orang Contoh" });
  person.starts();
});
afterEach(() => telegram.stop());

/** The error's code and sentence. */
async function refusal(call: Promise<unknown>): Promise<string> {
  const problem = await call.then(
    () => "was accepted",
    (it: unknown) => it,
  );
  return problem instanceof GrammyError ? `${problem.error_code} ${problem.description}` : String(problem);
}
const keyboard = (...texts: string[]) => ({ inline_keyboard: [texts.map((text, at) => ({ text, callback_data: `m1:${at}` }))] });
const png = (size = 100) => Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.alloc(size - 8)]);
const raw = (path: string, init?: RequestInit) => fetch(`${telegram.url}${path}`, init).then((it) => it.json());

describe("the bot", () => {
  it("knows itself, and strangers' tokens are refused", async () => {
    expect(await api.getMe()).toMatchObject({ id: 100001, is_bot: true, username: "kawan_contoh_bot" });
    expect(await refusal(new Api("100002:other", { apiRoot: telegram.url }).getMe())).toBe("401 Unauthorized");
    expect(await raw("/elsewhere")).toMatchObject({ ok: false, error_code: 404 });
    expect(telegram.violations).toEqual([]);
  });

  it("takes GET, urlencoded forms, JSON and multipart alike", async () => {
    const path = `/bot${telegram.token}/sendMessage`;
    const markup = JSON.stringify(keyboard("Ya"));
    await raw(`${path}?chat_id=${person.id}&text=123`);
    await raw(path, { method: "POST", body: new URLSearchParams({ chat_id: String(person.id), text: "dua & tiga", reply_markup: markup }) });
    await raw(path, { method: "POST", headers: { "content-type": "application/json" }, body: `{"chat_id":${person.id},"text":"empat"}` });
    const form = new FormData();
    form.set("chat_id", String(person.id));
    form.set("text", "lima\r\nenam");
    form.set("disable_notification", "true");
    await raw(path, { method: "POST", body: form });
    expect(person.received.map((it) => it.text)).toEqual(["123", "dua & tiga", "empat", "lima\r\nenam"]);
    expect(person.received.flatMap(labels)).toEqual(["Ya"]);
    expect(telegram.calls("sendMessage").at(-1)).toMatchObject({ payload: { disable_notification: true }, status: 200 });
    expect(telegram.violations).toEqual([]);
  });

  it("sends text as people read it", async () => {
    const html =
      " <b>Jawaban</b>: 3 &lt; 5 &amp; <a href='https://example.org/?a=1&amp;b=2'>sumber</a>\n<blockquote expandable>isi <i>miring</i></blockquote> ";
    const sent = await api.sendMessage(person.id, html, { parse_mode: "HTML" });
    expect(sent).toMatchObject({ chat: { id: person.id, type: "private" }, text: "Jawaban: 3 < 5 & sumber\nisi miring" });
    expect(sent.entities).toEqual([
      { type: "bold", offset: 0, length: 7 },
      { type: "text_link", url: "https://example.org/?a=1&b=2", offset: 17, length: 6 },
      { type: "expandable_blockquote", offset: 24, length: 10 },
      { type: "italic", offset: 28, length: 6 },
    ]);
    expect((await person.hears("Jawaban")).id).toBe(sent.message_id);
  });

  it("answers only where it may", async () => {
    expect(await refusal(api.sendMessage(12345, "halo"))).toBe("400 Bad Request: chat not found");
    expect(await refusal(api.sendMessage(telegram.person({ id: 5 }).id, "halo"))).toBe("400 Bad Request: chat not found");
    person.blocks();
    expect(await refusal(api.sendMessage(person.id, "halo"))).toBe("403 Forbidden: bot was blocked by the user");
    expect(await refusal(api.sendChatAction(person.id, "typing"))).toMatch(/^403/);
    person.unblocks();
    await api.sendChatAction(person.id, "typing");
    expect(person.actions).toEqual(["typing"]);
    expect(await refusal(api.sendMessage(person.id, "ya", { reply_parameters: { message_id: 999 } }))).toBe("400 Bad Request: message to be replied not found");
    const question = person.says("berapa JP?");
    await api.sendMessage(person.id, "20 JP", { reply_parameters: { message_id: question.message_id } });
    expect(await person.hears("20 JP")).toMatchObject({ replyTo: question.message_id });
    expect(telegram.violations).toEqual([]);
  });

  it("has menus by scope and language, the narrowest shown", async () => {
    const bantuan = [{ command: "bantuan", description: "Daftar perintah" }];
    await api.setMyCommands([{ command: "help", description: "Commands" }]);
    await api.setMyCommands(bantuan, { scope: { type: "all_private_chats" }, language_code: "id" });
    expect(await api.getMyCommands({ scope: { type: "all_private_chats" }, language_code: "id" })).toEqual(bantuan);
    expect(person.menu).toEqual(bantuan);
    expect(telegram.person({ language: "en" }).menu).toEqual([{ command: "help", description: "Commands" }]);
    await api.deleteMyCommands({ scope: { type: "all_private_chats" }, language_code: "id" });
    expect(person.menu).toEqual([{ command: "help", description: "Commands" }]);
  });
});

describe("keyboards", () => {
  it("stay on their message until taken away, and each tap wants an answer", async () => {
    const sent = await api.sendMessage(person.id, "Daftar?", { reply_markup: keyboard("Ya", "Tidak") });
    const question = await person.hears("Daftar?");
    const tap = person.taps("Ya");
    expect(telegram.unansweredCallbacks).toEqual([tap]);
    const update = (await api.getUpdates()).find((it) => it.callback_query);
    expect(update?.callback_query).toMatchObject({ id: tap.id, data: "m1:0", from: { id: person.id }, message: { message_id: sent.message_id } });
    await api.answerCallbackQuery(tap.id, { text: "Sebentar" });
    expect(await tap.whenAnswered()).toEqual({ text: "Sebentar", alert: false });
    expect(telegram.unansweredCallbacks).toEqual([]);

    const gone = person.sees(() => labels(question).length === 0);
    await api.editMessageReplyMarkup(person.id, sent.message_id);
    await gone;
    expect(() => person.taps("Ya")).toThrow('There is no button "Ya"');
    expect(await refusal(api.editMessageReplyMarkup(person.id, sent.message_id))).toMatch(/^400 Bad Request: message is not modified/);
    const late = person.tapsAgain(tap);
    telegram.expireCallbacks();
    expect(await refusal(api.answerCallbackQuery(late.id))).toBe("400 Bad Request: query is too old and response timeout expired or query ID is invalid");
    expect(await refusal(api.answerCallbackQuery("1"))).toMatch(/^400 Bad Request: query is too old/);
    expect(telegram.violations).toEqual([]);
  });

  it("go with an edited text, and what cannot be edited is refused", async () => {
    const { message_id } = await api.sendMessage(person.id, "satu", { reply_markup: keyboard("Ya") });
    const edited = await api.editMessageText(person.id, message_id, "<i>dua</i>", { parse_mode: "HTML" });
    expect(edited).toMatchObject({ message_id, text: "dua", entities: [{ type: "italic", offset: 0, length: 3 }] });
    expect(person.received).toMatchObject([{ text: "dua", buttons: [] }]);
    expect(await refusal(api.editMessageText(person.id, message_id, "<i>dua</i>", { parse_mode: "HTML" }))).toMatch(/message is not modified/);
    expect(await refusal(api.editMessageText(person.id, 999, "x"))).toBe("400 Bad Request: message to edit not found");
    expect(await refusal(api.editMessageText(person.id, person.says("saya").message_id, "x"))).toBe("400 Bad Request: message can't be edited");
    await api.deleteMessage(person.id, message_id);
    expect(person.received).toMatchObject([{ deleted: true }]);
    expect(await refusal(api.deleteMessage(person.id, message_id))).toBe("400 Bad Request: message to delete not found");
  });

  it("may ask for the person's own contact", async () => {
    const ask = { keyboard: [[{ text: "Kirim nomor saya", request_contact: true }]], one_time_keyboard: true, resize_keyboard: true };
    await api.sendMessage(person.id, "Nomor Anda?", { reply_markup: ask });
    expect(person.keyboard).toEqual([["Kirim nomor saya"]]);
    person.sharesContact({ phone: "+6281200000001" });
    person.sharesContact({ phone: "+6281200000002", own: false, name: "Orang Lain", userId: 42 });
    person.sharesContact({ phone: "+6281200000003", own: false, name: "Tanpa Akun" });
    const contacts = (await api.getUpdates()).flatMap((it) => it.message?.contact ?? []);
    expect(contacts.map((it) => it.user_id)).toEqual([person.id, 42, undefined]);
    await api.sendMessage(person.id, "Terima kasih", { reply_markup: { remove_keyboard: true } });
    expect(person.keyboard).toBeUndefined();
  });
});

describe("files", () => {
  it("go out by upload and by id, byte for byte", async () => {
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, at) => at % 251));
    const sent = await api.sendDocument(person.id, new InputFile(bytes, "Surat Tugas (résumé).pdf"), { caption: "<b>Surat</b>", parse_mode: "HTML" });
    expect(sent.document).toMatchObject({ file_name: "Surat Tugas (résumé).pdf", file_size: bytes.length });
    const heard = await person.hears((it) => it.kind === "document");
    expect(heard).toMatchObject({ text: "Surat", entities: [{ type: "bold" }] });
    expect(heard.file?.bytes.equals(bytes)).toBe(true);
    await api.sendDocument(person.id, sent.document.file_id);
    expect((await person.hears()).file?.name).toBe("Surat Tugas (résumé).pdf");
    await api.sendPhoto(person.id, new InputFile(png(), "peta.png"), { caption: "Peta", reply_markup: keyboard("Ya") });
    expect(await person.hears("Peta")).toMatchObject({ kind: "photo", file: { name: "peta.png" } });
    expect(await refusal(api.sendDocument(person.id, "no-such-id"))).toBe("400 Bad Request: wrong file identifier/HTTP URL specified");
    expect(telegram.violations).toEqual([]);
  });

  it("come in and are fetched once their path is asked for", async () => {
    const [document, photo, voice] = [Buffer.from("isi surat"), png(), Buffer.from("OggS suara")];
    person.sendsDocument({ name: "surat.txt", bytes: document, mime: "text/plain", caption: "ini" });
    person.sendsPhoto({ bytes: photo });
    person.sendsVoice({ bytes: voice, seconds: 4 });
    person.sendsDocument({ name: "besar.zip", bytes: Buffer.alloc(20 * 1024 * 1024 + 1) });
    const messages = (await api.getUpdates()).flatMap((it) => it.message ?? []).slice(1);
    const ids = messages.map((it) => it.document?.file_id ?? it.photo?.[0]?.file_id ?? it.voice?.file_id ?? "");
    const fetched: Buffer[] = [];
    for (const id of ids.slice(0, 3)) {
      const { file_path } = await api.getFile(id);
      fetched.push(Buffer.from(await (await fetch(`${telegram.url}/file/bot${telegram.token}/${file_path}`)).arrayBuffer()));
    }
    expect(fetched).toEqual([document, photo, voice]);
    expect(await refusal(api.getFile(ids[3] ?? ""))).toBe("400 Bad Request: file is too big");
    expect(await refusal(api.getFile("nothing"))).toBe("400 Bad Request: invalid file_id");
    expect((await fetch(`${telegram.url}/file/bot${telegram.token}/documents/none`)).status).toBe(404);
    expect((await fetch(`${telegram.url}/file/bot100002:x/documents/file_0.txt`)).status).toBe(401);
    expect(telegram.violations).toEqual([]);
  });
});

describe("hearing", () => {
  it("takes one message a call and never the same twice", async () => {
    const [first, second] = [person.hears("jawaban"), person.hears(/^jawaban/)];
    for (const it of ["pembuka", "jawaban 1", "sela", "jawaban 2"]) await api.sendMessage(person.id, it);
    expect((await first).text).toBe("jawaban 1");
    expect((await second).text).toBe("jawaban 2");
  });

  it("says what was heard instead, and where no button is", async () => {
    await api.sendMessage(person.id, "lain");
    await expect(person.hears("jawaban", { timeout: 1 })).rejects.toThrow('Did not hear jawaban; heard since: "lain" (waited 1 ms)');
    await expect(person.sees(() => false, { timeout: 1 })).rejects.toThrow("Did not see what was wanted");
    await expect(telegram.called("getFile", undefined, { timeout: 1 })).rejects.toThrow("getFile was not called so");
    await expect(telegram.drained({ timeout: 1 })).rejects.toThrow("1 updates were not taken");
    person.blocks();
    expect(() => person.says("halo")).toThrow("has blocked the bot");
  });
});
