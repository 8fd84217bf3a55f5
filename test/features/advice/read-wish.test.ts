import { describe, expect, it } from "vitest";
import { readWish } from "../../../src/features/advice/wishes/read-wish.ts";

const daring = { do: "keep", kind: "mode", value: "daring" };
const tatapMuka = { do: "keep", kind: "mode", value: "tatap_muka" };
const interest = (value: string) => ({ do: "keep", kind: "interest", value });
const lessOf = (value: string) => ({ do: "keep", kind: "less_topic", value });

describe("a wish in somebody's own words", () => {
  it.each([
    ["daring saja", daring],
    ["sy maunya yg online aja ya", daring],
    ["yang tatap muka saja", tatapMuka],
    ["jangan yang online lagi", tatapMuka],
    ["saya kurang suka daring, lebih enak tatap muka", tatapMuka],
    ["gak bisa tatap muka, yang online aja", daring],
    ["tidak mau luring", daring],
    ["semua mode boleh", { do: "end", kind: "mode" }],
    ["daring dan tatap muka sama saja", { do: "end", kind: "mode" }],
    ["batalkan yang daring saja tadi", { do: "end", kind: "mode" }],
    ["reset semua keinginan saya", { do: "forget_all", kind: null }],
    ["lupakan semua minat saya", { do: "forget_all", kind: "interest" }],
    ["hapus minat excel", { do: "forget", about: "excel" }],
    ["batalkan minat saya pada arsip dong", { do: "forget", about: "arsip" }],
    ["lupakan yang excel", { do: "forget", about: "excel" }],
    ["kembali seperti semula", { do: "list" }],
    ["pilihan 2", { do: "list" }],
    ["minat saya nomor 3", { do: "list" }],
    ["jgn yg seminar", lessOf("seminar")],
    ["jng yang seminar", lessOf("seminar")],
    ["ga mau seminar", lessOf("seminar")],
    ["gak usah seminar", lessOf("seminar")],
    ["preferensi saya", { do: "list" }],
    ["", { do: "list" }],
    ["yang gratis saja", { do: "keep", kind: "cost", value: "gratis" }],
    ["jangan yang berbayar", { do: "keep", kind: "cost", value: "gratis" }],
    ["jangan yang di luar kota", { do: "keep", kind: "place", value: "kota" }],
    ["saya hanya bisa hari Sabtu", { do: "cannot" }],
    ["jangan yang malam, saya jaga", { do: "cannot" }],
    ["kurangi yang seperti ini", { do: "less_shown" }],
    ["jgn kasih yg kayak gini lagi", { do: "less_shown" }],
    ["tidak tertarik itu", { do: "less_shown" }],
    ["kurangi", { do: "less_shown" }],
    ["kurangi pelatihan kepemimpinan", lessOf("kepemimpinan")],
    ["jangan tawarkan webinar lagi", lessOf("webinar")],
    ["jangan soal keuangan terus, saya orang hukum", lessOf("keuangan")],
    ["saya berminat pada SPBE dong", interest("SPBE")],
    ["minat saya kearsipan dan data", interest("kearsipan data")],
    ["fokuskan saran ke manajemen proyek", interest("manajemen proyek")],
  ])("%s", (sentence, wish) => {
    expect(readWish(sentence)).toEqual(wish);
  });

  it("never throws and never keeps an endless subject", () => {
    const long = readWish(`minat saya ${"arsip ".repeat(60)}`);
    expect(long.do === "keep" && long.value.length).toBeLessThanOrEqual(80);
    expect(readWish("*[]()?? \\ .,;").do).toBe("list");
  });
});
