import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FakeTelegram, fakeTelegram, type Heard, labels, type Person } from "../fakes/telegram/fake-telegram.ts";
import { databases, inTurn, leaks, openStage, patience, type Running, type Stage, stopped, telegramSettings } from "./messengers-world.ts";

const question = "min brp JP setaun?";
const cited = /paling sedikit 20 JP[\s\S]*Sumber: PP 11\/2017 Pasal 203 ayat \(4\) \(berlaku, diubah PP 17\/2020\)/;

describe.each(databases)("a person on Telegram, the service polling, on $name", { timeout: 120_000, concurrent: true }, ({ name }) => {
  let telegram: FakeTelegram;
  let stage: Stage;
  let service: Running;

  beforeAll(async () => {
    telegram = await fakeTelegram({ token: "5550001:AAuji-telegram-polling" });
    stage = await openStage(name, telegramSettings(telegram));
    service = await stage.start();
  });
  afterAll(async () => {
    await stage.close();
    await telegram.stop();
  });

  /** Somebody who is in a talk already. */
  async function somebody(name: string): Promise<Person> {
    const person = telegram.person({ name });
    person.starts("kendari");
    await person.hears("Selamat datang", patience);
    return person;
  }
  const asks = async (person: Person, text: string, wanted: string | RegExp = /./): Promise<Heard> => {
    person.says(text);
    return person.hears(wanted, patience);
  };

  it("says on which bot it listens, and for whom", inTurn, () => {
    expect(service.out()).toMatch(/^ {2}Telegram +5550001 \(all cities, polling\): (up|not known yet, see kawan channels)$/m);
    expect(service.out()).toMatch(/^ {2}WhatsApp +off; WHATSAPP_NUMBER_ID turns it on$/m);
  });

  it("starts, picks the city by a tap, asks, follows a related question by tap and by number, reads the source", inTurn, async () => {
    const person = telegram.person({ name: "Orang Contoh" });
    person.starts();
    const greeting = await person.hears("Selamat datang di Kawan ASN.", patience);
    expect(labels(greeting)).toEqual(["Tanjungpinang", "Kendari", "Lhokseumawe", "Pontianak"]);
    await person.taps(greeting, "Kendari").whenAnswered(patience);
    await person.sees(() => labels(greeting).length === 0, patience);
    await person.hears("keterangan Kota Kendari", patience);

    const answer = await asks(person, question, cited);
    expect(labels(answer).at(-1)).toBe("Lihat bunyi sumber");
    const [first = "", second = ""] = labels(answer);
    await person.taps(answer, first).whenAnswered(patience);
    expect(first).toBe("Jumlah minimal JP setahun bagi PNS");
    await person.hears(/^Setiap PNS mengikuti pengembangan kompetensi paling sedikit 20 jam pelajaran/, patience);
    expect(second).toBe("Jumlah maksimal JP setahun bagi PPPK");
    const again = await asks(person, question, cited);
    await asks(person, "2", /^Pengembangan kompetensi bagi PPPK paling lama 24 jam pelajaran/);
    await person.taps(again, "Lihat bunyi sumber").whenAnswered(patience);
    await person.hears(/^Sumber dari jawaban terakhir yang punya sumber:\n\nPP 49\/2018 Pasal 40 ayat \(1\) \(berlaku\)\n/, patience);
    await person.sees(() => [answer, again].every((it) => labels(it).length === 0), patience);
  });

  it("greets with the city of a deep link, and shows the commands", inTurn, async () => {
    const person = telegram.person({ name: "Orang Contoh" });
    person.starts("kendari");
    const greeting = await person.hears("Selamat datang di Kawan ASN Kota Kendari.", patience);
    expect(labels(greeting)).toEqual([]);
    expect(labels(await asks(person, "apa program pengembangan kompetensi di kota saya?", /Kota Kendari[\s\S]*keterangan kota/))).not.toContain("Pontianak");
    expect(person.menu.map((it) => it.command)).toEqual(expect.arrayContaining(["tanya", "sumber", "kota", "tautkan", "privasi", "bantuan"]));
  });

  it("answers a button of long ago politely, and every tap at once", inTurn, async () => {
    const person = await somebody("Orang Contoh");
    const first = await asks(person, question, cited);
    const tap = person.taps(first, "Lihat bunyi sumber");
    await person.hears("Sumber dari jawaban terakhir", patience);
    for (let at = 0; at < 8; at++) await asks(person, question, cited);
    await person.tapsAgain(tap).whenAnswered(patience);
    await person.hears("Tombol itu sudah tidak berlaku. Silakan ketik permintaan Anda, atau /bantuan.", patience);
  });

  it("says what it cannot read, and reads a photo's caption", inTurn, async () => {
    const person = await somebody("Orang Contoh");
    const bytes = Buffer.from("ffd8ffe0", "hex");
    person.sendsVoice({ bytes });
    await person.hears("Maaf, saya belum dapat mendengarkan pesan suara. Silakan ketik pertanyaan Anda.", patience);
    person.sendsPhoto({ bytes });
    await person.hears("Maaf, saya belum dapat membaca gambar. Silakan ketik pertanyaan Anda.", patience);
    person.sendsPhoto({ bytes, caption: question });
    await person.hears(cited, patience);
    person.sendsDocument({ name: "SK.pdf", bytes, mime: "application/pdf" });
    await person.hears("Maaf, saya belum dapat membaca berkas di percakapan ini.", patience);
    for (const contact of [{ phone: "+62 811-0000-0001" }, { phone: "628110000002", own: false, name: "Warga Contoh" }]) {
      person.sharesContact(contact);
      await person.hears("Terima kasih, tetapi kartu kontak tidak diperlukan di sini.", patience);
    }
  });

  it("bears text of 100 kB, control characters, bidirectional text and half characters", inTurn, async () => {
    const person = await somebody("Orang Contoh");
    await asks(person, "kata ".repeat(20_000), "Pertanyaan terlalu panjang. Ringkas menjadi paling banyak 2.000 huruf.");
    await asks(person, `\u0000${question}\u0007\u001b\u009f`, cited);
    await asks(person, `\u202e${question}\u202c\u200f`, cited);
    expect((await asks(person, "siapa <b>kepala</i> &amp; </code>\ud83d?")).text).not.toBe("");
    await asks(person, "\u0001\u0002", "Pesan Anda kosong. Silakan ketik pertanyaan Anda.");
    await asks(person, question, cited);
  });

  it("is silent in a group, and answers a burst in its order", inTurn, async () => {
    const person = await somebody("Orang Contoh");
    const group = telegram.group("Grup Contoh");
    person.saysIn(group, question);
    for (const city of ["Pontianak", "Kendari", "Pontianak"]) person.says(`/kota ${city}`);
    for (const city of ["Pontianak", "Kendari", "Pontianak"]) await person.hears(`keterangan Kota ${city}`, patience);
    await telegram.drained(patience);
    expect(group.received).toEqual([]);
  });

  it("has made no call that Telegram would not take, left no tap unanswered, and kept names, words and the token to itself", inTurn, async () => {
    expect(telegram.violations).toEqual([]);
    expect(telegram.unansweredCallbacks).toEqual([]);
    expect(telegram.calls().filter((it) => it.status === 409)).toEqual([]);
    const account = (await stage.channels()).get("telegram 5550001");
    expect(account).toMatchObject({ state: "up", held: true, unanswered: 0, replies: 0, dead: 0, failed: 0, lastError: null, city: "all cities" });
    await stopped(service);
    expect(leaks(stage.log(), [telegram.token, "AAuji", question, "JP setaun", "8110000", "Orang Contoh", "Warga Contoh", "Grup Contoh"])).toEqual([]);
  });
});
