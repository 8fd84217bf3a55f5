import { expect, test } from "vitest";
import { type Citation, parseCitations, readCitations } from "../../../../src/features/knowledge/search/citations.ts";

const short = ({ kind, number, year, article, ayat }: Citation): string => [kind, number, year, article, ayat].map((it) => it ?? "-").join(" ");

test.each([
  ["uu asn 2023", "UU - 2023 - -"],
  ["UU No. 20 Thn 2023", "UU 20 2023 - -"],
  ["PP 11 th 2017 ps 203 ayat 4", "PP 11 2017 203 4"],
  ["pp11/2017", "PP 11 2017 - -"],
  ["perlan 5 2022", "PerLAN 5 2022 - -"],
  ["permenpan 6/2022", "PermenPANRB 6 2022 - -"],
  ["PermenPAN-RB No.38 Tahun 2017", "PermenPANRB 38 2017 - -"],
  ["Peraturan Menteri PANRB Nomor 6 Tahun 2022", "PermenPANRB 6 2022 - -"],
  ["psl 40", "- - - 40 -"],
  ["SE menpan 28 2021", "SE MenPANRB 28 2021 - -"],
  ["surat edaran bkn nomor 9 tahun 2024", "SE BKN 9 2024 - -"],
  ["Peraturan BKN No 8 2019", "Peraturan BKN 8 2019 - -"],
  ["perka bkn 22 2007", "Perka BKN 22 2007 - -"],
  ["Keputusan Kepala LAN 13/K.1/PDP.07/2022", "Keputusan Kepala LAN 13 2022 - -"],
  ["putusan mk 121/2024", "Putusan MK 121 2024 - -"],
  ["Pasal 203 ayat (4) Peraturan Pemerintah Nomor 11 Tahun 2017", "PP 11 2017 203 4"],
  ["UU 5/14", "UU 5 2014 - -"],
  ["nomor 5 tahun 2014", "- 5 2014 - -"],
  ["PP 94", "PP 94 - - -"],
  ["Pasal 10A UU 12 tahun 2011", "UU 12 2011 10a -"],
])("reads %s", (text, expected) => {
  expect(parseCitations(text).map(short)).toEqual([expected]);
});

test("gives each article to the rule beside it", () => {
  expect(parseCitations("apa beda pasal 5 uu 5/2014 dan pp 94 tahun 2021 pasal 8?").map(short)).toEqual(["UU 5 2014 5 -", "PP 94 2021 8 -"]);
});

test.each(["PP 20 JP", "pensiun tahun 2024", "apa itu UU KIP", "apa yang dimaksud dengan sewa", "PPPK 2024"])("sees no citation in %s", (text) => {
  expect(parseCitations(text)).toEqual([]);
});

test("leaves the other words of the question", () => {
  expect(readCitations("syarat cuti menurut UU ASN No. 20 Tahun 2023 ya").rest.split(/\s+/)).toEqual(["syarat", "cuti", "menurut", "asn", "ya"]);
});
