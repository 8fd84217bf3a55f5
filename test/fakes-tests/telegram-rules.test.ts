import { Api, GrammyError, InputFile } from "grammy";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FakeTelegram, fakeTelegram, type Person } from "../fakes/telegram/fake-telegram.ts";

let telegram: FakeTelegram;
let api: Api;
let person: Person;

beforeAll(async () => {
  telegram = await fakeTelegram();
  api = new Api(telegram.token, { apiRoot: telegram.url });
  person = telegram.person();
  person.starts();
});
afterAll(() => telegram.stop());

type Free = Record<string, (payload: Record<string, unknown>) => Promise<unknown>>;
const call = (method: string, payload: Record<string, unknown>) => (api.raw as unknown as Free)[method]?.(payload) ?? Promise.reject(new Error("no such call"));
const say = (payload: Record<string, unknown>) => call("sendMessage", { chat_id: person.id, text: "halo", ...payload });
const button = (it: Record<string, unknown>) => say({ reply_markup: { inline_keyboard: [[it]] } });
const html = (text: string) => say({ text, parse_mode: "HTML" });
const command = (command: string, description = "Keterangan") => call("setMyCommands", { commands: [{ command, description }] });
const file = (size: number, start = "") => new InputFile(Buffer.concat([Buffer.from(start, "hex"), Buffer.alloc(size)]), "berkas.bin");
const long = (size: number) => "a".repeat(size);

describe("what no correct client sends is refused and remembered", () => {
  const refused: [string, () => Promise<unknown>, string | RegExp][] = [
    ["an unknown method", () => call("sendMesage", {}), "404 Not Found"],
    ["an unknown field", () => say({ txt: "x" }), /^400 .*Unrecognized key: "txt"/],
    ["an old field", () => say({ disable_web_page_preview: true }), /Unrecognized key/],
    ["a missing field", () => call("sendMessage", { chat_id: person.id }), /^400 Bad Request: text: Invalid input/],
    ["a wrong type", () => say({ text: 5 }), /^400 Bad Request: text: Invalid input/],
    ["a flag as text", () => say({ disable_notification: "true" }), /disable_notification: Invalid/],
    ["no text", () => say({ text: " \n " }), "400 Bad Request: message text is empty"],
    ["nothing but tags", () => html("<b> </b>"), "400 Bad Request: message text is empty"],
    ["4,097 characters", () => say({ text: long(4097) }), "400 Bad Request: message is too long"],
    ["4,097 characters after the tags", () => html(`<b>${long(4097)}</b>`), "400 Bad Request: message is too long"],
    ["a tag Telegram lacks", () => html("a <br> b"), '400 Bad Request: can\'t parse entities: Unsupported start tag "br" at byte offset 2'],
    ["a bare <", () => html("é 3 < 5"), '400 Bad Request: can\'t parse entities: Unsupported start tag "" at byte offset 5'],
    ["an open tag", () => html("<b>tebal"), "400 Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\""],
    ["crossed tags", () => html("<b><i>x</b></i>"), /Unmatched end tag at byte offset 7, expected "<\/i>", found "<\/b>"/],
    ["an end without start", () => html("x</b>"), /Unexpected end tag at byte offset 1/],
    ["a tag broken off", () => html("x <b"), /Unclosed start tag at byte offset 2/],
    ["an end tag broken off", () => html("<b>x</b"), /Unclosed end tag at byte offset 4/],
    ["an attribute broken off", () => html('<a href="x'), /can't parse entities/],
    ["a span that is no spoiler", () => html('<span class="x">y</span>'), /must have class "tg-spoiler"/],
    ["another parse mode", () => say({ parse_mode: "MarkdownV2" }), /HTML only/],
    ["65 bytes on a button", () => button({ text: "Ya", callback_data: "é".repeat(33) }), "400 Bad Request: BUTTON_DATA_INVALID"],
    ["an empty callback", () => button({ text: "Ya", callback_data: "" }), "400 Bad Request: BUTTON_DATA_INVALID"],
    ["a button without words", () => button({ text: " ", callback_data: "x" }), /button text must be non-empty/],
    ["a button without action", () => button({ text: "Ya" }), /exactly one action/],
    ["a button with two", () => button({ text: "Ya", callback_data: "x", url: "https://example.org" }), /exactly one action/],
    ["an unknown field of a button", () => button({ text: "Ya", callback_data: "x", colour: "red" }), /Unrecognized key: "colour"/],
    ["an unknown keyboard", () => say({ reply_markup: { buttons: [] } }), /^400/],
    ["an empty reply keyboard", () => say({ reply_markup: { keyboard: [] } }), /keyboard is empty/],
    ["a long answer to a tap", () => call("answerCallbackQuery", { callback_query_id: "1", text: long(201) }), "400 Bad Request: MESSAGE_TOO_LONG"],
    ["an unknown chat action", () => call("sendChatAction", { chat_id: person.id, action: "sleeping" }), /wrong parameter action/],
    ["a command in capitals", () => command("Bantuan"), "400 Bad Request: BOT_COMMAND_INVALID"],
    ["a command of 33", () => command(long(33)), "400 Bad Request: BOT_COMMAND_INVALID"],
    ["a command unexplained", () => command("bantuan", ""), "400 Bad Request: Command description must be non-empty"],
    ["a long explanation", () => command("bantuan", long(257)), "400 Bad Request: Command description length must not exceed 256"],
    [
      "101 commands",
      () => call("setMyCommands", { commands: Array.from({ length: 101 }, (_, at) => ({ command: `c${at}`, description: "x" })) }),
      /BOT_COMMANDS_TOO_MUCH/,
    ],
    ["a language of three letters", () => call("getMyCommands", { language_code: "ind" }), /invalid language code/],
    ["a bad webhook secret", () => call("setWebhook", { url: "https://example.org", secret_token: "a b" }), /secret token contains unallowed characters/],
    ["a webhook without TLS", () => call("setWebhook", { url: "http://example.org/x" }), /An HTTPS URL must be provided/],
    ["a batch of 101", () => call("getUpdates", { limit: 101 }), /^400/],
    [
      "a long caption",
      () => call("sendDocument", { chat_id: person.id, document: file(1), caption: long(1025) }),
      "400 Bad Request: message caption is too long",
    ],
    ["an empty file", () => call("sendDocument", { chat_id: person.id, document: file(0) }), "400 Bad Request: file must be non-empty"],
    ["a photo that is none", () => call("sendPhoto", { chat_id: person.id, photo: file(9, "00") }), "400 Bad Request: IMAGE_PROCESS_FAILED"],
    ["a photo above 10 MB", () => call("sendPhoto", { chat_id: person.id, photo: file(10 * 2 ** 20, "ffd8ff") }), /too big for a photo/],
    ["a file above 50 MB", () => call("sendDocument", { chat_id: person.id, document: file(50 * 2 ** 20 + 1) }), "413 Request Entity Too Large"],
  ];

  it.each(refused)("%s", async (_name, attempt, answer) => {
    const before = telegram.violations.length;
    const heard = person.received.length;
    const problem = await attempt().catch((it: unknown) => it);
    const said = problem instanceof GrammyError ? `${problem.error_code} ${problem.description}` : `accepted: ${String(problem)}`;
    if (typeof answer === "string") expect(said).toBe(answer);
    else expect(said).toMatch(answer);
    expect(telegram.violations.slice(before)).toMatchObject([{ problem: said.slice(4) }]);
    expect(person.received.length).toBe(heard);
  });

  it("what stands just inside is taken", async () => {
    const before = telegram.violations.length;
    await html(`<b>${long(4096)}</b>`);
    await html("&lt;br&gt; &nbsp; a &#39; &#x41;");
    await button({ text: "Ya", callback_data: "é".repeat(32) });
    await call("sendDocument", { chat_id: person.id, document: file(1), caption: long(1024) });
    await command(`a_1${long(29)}`, long(256));
    expect(telegram.violations.length).toBe(before);
    expect(person.received.some((it) => it.text === "<br> &nbsp; a ' A")).toBe(true);
  });

  it("bodies that are none", async () => {
    const post = async (type: string, body: string) => {
      const response = await fetch(`${telegram.url}/bot${telegram.token}/sendMessage`, { method: "POST", headers: { "content-type": type }, body });
      return ((await response.json()) as { description: string }).description;
    };
    expect(await post("application/json", "{")).toBe("Bad Request: can't parse JSON object");
    expect(await post("text/plain", "halo")).toMatch(/unknown content type/);
    expect(await post("multipart/form-data; boundary=x", "--x\r\ncontent-disposition: form-data; name=a\r\n\r\n1")).toMatch(/broken off/);
    expect(await post("multipart/form-data; boundary=x", "nothing")).toMatch(/does not begin/);
    expect(await post("multipart/form-data", "nothing")).toMatch(/without boundary/);
  });
});
