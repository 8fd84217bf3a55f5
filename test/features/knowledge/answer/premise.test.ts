import { describe, expect, it } from "vitest";
import { answerQuestion } from "../../../../src/features/knowledge/answer/answer-question.ts";
import { contrast } from "../../../../src/features/knowledge/answer/contrast.ts";
import { contradicts, contradictsFact } from "../../../../src/features/knowledge/answer/premise.ts";
import { quantities } from "../../../../src/features/knowledge/answer/quantity.ts";
import { readQuestion } from "../../../../src/features/knowledge/answer/question.ts";
import { shippedBase } from "../base-of.ts";

describe("what a person states against what the rule says", () => {
  it.each([
    ["laporannya 14 hari", "Diberitahukan paling lambat 3×24 jam."],
    ["batasnya dua puluh hari kerja", "Terbit paling lama 25 hari kerja."],
    ["nomor 16 digit", "Nomor itu terdiri atas 18 digit: 8 digit tanggal, 6 digit bulan."],
    ["aspeknya ada empat", "Sistem merit punya delapan aspek."],
    ["jalur pelatihan ada tiga", "Pelatihan punya dua jalur."],
    ["nomor itu diterbitkan wali kota", "Nomor induk diterbitkan oleh Kepala BKN."],
    ["magang paling sedikit 24 jam", "Magang paling lama 24 jam dalam setahun. Angka itu bukan minimal."],
    ["teguran lisan itu hukuman sedang", "Tingkatnya:\n- ringan: teguran lisan, teguran tertulis\n- sedang: penundaan kenaikan pangkat"],
  ])("is another number, bound, count, doer or row: %s", (claim, evidence) => {
    expect(contradictsFact(claim, evidence)).toBe(true);
  });

  it.each([
    ["laporannya 3 hari", "Diberitahukan paling lambat 3×24 jam."],
    ["magang paling lama 24 jam", "Magang paling lama 24 jam dalam setahun."],
    ["nomor 18 digit", "Nomor itu terdiri atas 18 digit: 8 digit tanggal, 6 digit bulan."],
    ["seminar sehari itu dapat berapa jp", "Seminar dihitung 4 JP per hari."],
    ["rencana ditetapkan PPK", "Rencana disusun PyB dan ditetapkan pejabat pembina kepegawaian (PPK)."],
    ["teguran lisan itu hukuman ringan", "Tingkatnya:\n- ringan: teguran lisan, teguran tertulis\n- sedang: penundaan kenaikan pangkat"],
  ])("is not what the rule says itself: %s", (claim, evidence) => {
    expect(contradictsFact(claim, evidence)).toBe(false);
    expect(contradicts(claim, evidence)).toBe(false);
  });

  it.each([
    ["pppk hanya mengisi jabatan fungsional", "Selain jabatan fungsional, PPPK juga dapat mengisi JPT.", "PPPK hanya mengisi jabatan fungsional."],
    ["undang undang itu berlaku sejak januari 2024", "Berlaku sejak 31 Oktober 2023.", "Berlaku sejak 2 Januari 2024."],
    ["jenisnya beda sama pns", "Jenisnya sama dengan PNS.", "Jenisnya berbeda dengan PNS."],
    ["laporannya langsung tanpa sekda", "Bertanggung jawab melalui sekretaris daerah.", "Bertanggung jawab langsung kepada wali kota."],
    ["pindahnya cukup ijazah saja", "Pindah memerlukan semua syarat, yaitu ijazah dan uji kompetensi.", "Pindah cukup dengan ijazah."],
    [
      "cuti besar termasuk cuti pppk",
      "PPPK punya empat jenis cuti:\n- cuti tahunan\n- cuti sakit",
      "PPPK punya tiga jenis cuti:\n- cuti tahunan\n- cuti besar",
    ],
    ["outbond bukan kegiatan nonklasikal", "Kegiatan nonklasikal:\n- outbond\n- magang", "Kegiatan nonklasikal:\n- magang"],
    ["pka itu untuk pengawas", "PKA untuk administrator.", "PKA untuk pengawas."],
    ["skor s2 itu 25", "Skor:\n- S3: 25\n- S2: 20\n- D3: 10", "Skor:\n- S3: 30\n- S2: 25\n- D3: 10"],
    ["kode itu dikeluarkan bkn", "Alumni mendapat kode dari LAN.", "Alumni mendapat kode dari BKN."],
    [
      "nilai 72 itu amat baik",
      "Nilai:\n- 81 sampai 90: amat baik\n- 71 sampai 80: baik\n- 61 sampai 70: kurang",
      "Nilai:\n- 71 sampai 90: amat baik\n- 61 sampai 70: baik\n- 51 sampai 60: kurang",
    ],
    ["skor s1 itu 25", "Skor:\n- S3: 25\n- S2: 20\n- S1/D4: 15", "Skor:\n- S3: 30\n- S2: 27\n- S1/D4: 25"],
    ["laporannya ke kepala dinas", "Laporannya disampaikan kepada PPK dan Kepala LAN.", "Laporannya disampaikan kepada kepala dinas."],
    ["kelasnya dua tahun sekali", "Kelas itu diadakan setiap tahun.", "Kelas itu diadakan dua tahun sekali."],
  ])("is not what the rule says, only where it says otherwise: %s", (claim, otherwise, same) => {
    expect(contradicts(claim, otherwise)).toBe(true);
    expect(contradicts(claim, same)).toBe(false);
  });

  it.each([
    ["latsar cuma boleh satu kali", "Latsar hanya dapat diikuti satu kali."],
    ["kontrak tidak otomatis diperpanjang", "Perpanjangannya tidak otomatis. Perpanjangan perlu persetujuan dan dapat ditolak."],
    ["tidak ada sanksi perorangan", "Bagian itu tidak memuat sanksi perorangan. Angkanya tetap ukuran."],
    ["jabatan administrator pensiun 58 tahun", "Usianya:\n- 58 tahun: pejabat administrasi\n- 60 tahun: jabatan pimpinan tinggi"],
    ["remedial tidak boleh tiga kali", "Remedial hanya satu kali."],
    ["evaluasinya bukan dilakukan LAN", "Evaluasinya dilakukan instansi teknis."],
    ["diklat tidak harus di LAN", "Diklat dapat diselenggarakan instansi sendiri."],
    ["coaching bukan kegiatan klasikal", "Kegiatan nonklasikal:\n- coaching\n- magang"],
  ])("is what the rule says in other words: %s", (claim, evidence) => {
    expect(contradicts(claim, evidence)).toBe(false);
  });

  it("is unequal where the rule says equal", () => {
    expect(contradicts("kelas daring lebih singkat", "Lamanya sama dengan kelas tatap muka.")).toBe(true);
    expect(contradicts("kelas daring lebih singkat", "Lamanya dua hari.")).toBe(false);
    expect(contradicts("kelas daring lebih singkat", "Kelas daring diadakan bekerja sama dengan lembaga lain.")).toBe(false);
    expect(contradicts("jp blended pka dan pkp berbeda", "JP yang sama dengan blended: PKA 908, PKP 905.")).toBe(false);
  });

  it("is certain only where that is not what is asked", () => {
    expect(readQuestion("pangkat saya otomatis naik").asserts).toBe(true);
    expect(readQuestion("pangkat otomatis naik tidak?").asserts).toBe(false);
  });

  it("reads numbers in words", () => {
    const value = (text: string) => quantities(text)[0]?.value;
    expect(["tiga belas jam", "dua puluh hari", "dua puluh lima bulan", "5x24 jam"].map(value)).toEqual(["13", "20", "25", "5"]);
  });

  it("is nothing where it is asked whether it holds", () => {
    for (const text of ["apakah pangkat boleh lewat atasan", "kena juga ga ya?", "cuti besar bisa tidak"])
      expect([text, readQuestion(text).asksWhether]).toEqual([text, true]);
    for (const text of ["remedial kedua bayarnya ke mana", "siapa ketuanya"]) expect([text, readQuestion(text).asksWhether]).toEqual([text, false]);
  });
});

describe("a passage on others than the question", () => {
  it("has that against it", () => {
    expect(contrast(" batas usia pensiun pppk ", "Batas usia pensiun PNS 58 tahun.")).toBeGreaterThan(0);
    expect(contrast(" durasi latsar ", "PKA 908 JP, PKP 905 JP.")).toBeGreaterThan(0);
  });

  it("has nothing against it where it speaks of both, or the question of neither", () => {
    expect(contrast(" cuti pppk ", "Cuti PPPK tidak sebanyak PNS.")).toBe(0);
    expect(contrast(" lama pelatihan ", "PKA 908 JP.")).toBe(0);
    expect(contrast(" cuti pppk ", "Setiap atasan memberi kesempatan.")).toBe(0);
  });
});

describe("the shipped base", () => {
  const base = shippedBase();
  const outcome = (text: string) => answerQuestion(base, { text, scopes: ["nasional"], asOf: "2026-11-22" }).outcome;

  it.each([
    "karena bobot kualifikasi 40 persen saya kuliah lagi aja",
    "persyaratan komite talenta cukup 3 orang, kami pilih dari mana",
    "JP mentoring saya 6 per pertemuan, sudah 3 kali berarti 18",
    "PPPK boleh ambil cuti besar kan",
    "dimensi disiplin di IP ASN 30 persen ya",
    "JP kurang dari 20 langsung dihukum kan",
    "CPNS bebas dari hukuman disiplin kan",
    "rencana bangkom lima tahunan kan",
    "manajemen talenta tidak wajib di pemda kan",
    "pelatihan P3K tidak dievaluasi kan",
    "mengapa P3K hanya boleh di jabatan pelaksana",
    "level kompetensinya cuma sampai empat kan",
    "bimtek di luar negeri JP-nya tidak ditambah kan",
  ])("corrects what is stated in passing: %s", (text) => expect(outcome(text)).toBe("premise_corrected"));

  it.each([
    "PPPK tidak dapat cuti besar kan",
    "dimensi kinerja di IP ASN 30 persen ya",
    "P3K tidak diwajibkan 20 JP kan",
    "JP kurang dari 20 tidak ada hukumannya kan",
    "potong tukin 25% belum dijalankan ya",
    "PPPK bukan pegawai tetap ya",
    "remedial tidak boleh sampai tiga kali kan",
    "PKN I cuma LAN yang boleh mengadakan ya",
    "NIP bukan ditetapkan BKPSDM kan",
    "diklat tidak harus di BPSDM kan",
    "teguran tertulis masuk hukuman ringan kan",
    "PNS wajib 20 JP setahun ya",
    "KP PNS sekarang 12 periode setahun kan?",
    "jabatan pengawas pensiun 58 kan",
    "magang bukan kegiatan klasikal ya",
    "dimensi IP ASN ada 4 ya",
    "CPNS cuma boleh ikut latsar satu kali ya",
    "perpanjangan kontrak PPPK tidak otomatis kan",
    "PPPK juga wajib mengembangkan kompetensi ya",
    "PNS di Surabaya wajib berapa JP setahun",
  ])("does not correct what is so, there or elsewhere: %s", (text) => expect(outcome(text)).toMatch(/^answered/));

  it.each(["magang itu klasikal kan", "kontrak PPPK otomatis diperpanjang kan", "latsar bisa diulang ya"])("corrects what is not so: %s", (text) =>
    expect(outcome(text)).toBe("premise_corrected"),
  );

  it.each(["berapa anggota komite talenta paling sedikit", "workshop internasional dua hari, jp nya berapa", "saya JF madya, pensiun umur berapa"])(
    "answers what is only asked: %s",
    (text) => expect(outcome(text)).toMatch(/^answered/),
  );

  it.each([
    "minimal peserta satu angkatan PKA berapa orang",
    "skor IELTS minimal untuk tugas belajar",
    "siapa instruktur kelas manajemen pemerintahan",
    "wali kota Bukittinggi siapa",
    "kantor tutup jam berapa",
    "berapa batas usia tugas belajar S2",
    "tunjangan jabatan fungsional arsiparis berapa rupiah",
    "cara alih status PPPK jadi PNS",
  ])("does not answer with a neighbouring rule: %s", (text) => expect(outcome(text)).toMatch(/^(?:no_source|out_of_domain)$/));
});
