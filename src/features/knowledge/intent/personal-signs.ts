/*
 * Signs of a question for what belongs to somebody else: a score, a number, an illness, a list of names; and of a question about
 * the rule ("siapa yang menetapkan NIP?"). None decides alone: word lists miss what they do not know, so the classifier weighs them.
 */

import { type NameList, namesIn, noNames, withoutArticles, withTitles } from "../../../language/names.ts";

const title = String.raw`(?:pak|bu|bpk|bapak|ibu|sdr|sdri|saudara|saudari|mas|mbak|bang|kak|cut|teuku|tgk|tengku|la ode|wa ode|drs|dra|dr|hj?|si)\.?\s+`;
const office = `(?:kabag|kabid|kadis|kaban|kasi|kasie|kasubb?ag|kasubid|kepsek|kapus|kepala (?:dinas|bidang|badan|seksi|sekolah|puskesmas|bagian|kantor|uptd|sub ?bagian)|lurah|camat|sekda|sekdis|seklur|sekcam|sekretaris (?:dinas|daerah|badan|camat|lurah|desa)|wali ?kota|bupati|wakil wali ?kota|asisten (?:i|ii|iii|satu|dua|tiga)|staf ahli|bendahara)`;
const relation = `(?:atasan|bos|pimpinan|bawahan|staf+|rekan|teman|temen|tmn|kolega|kawan|tetangga|mantan|istri|suami|pacar|pesaing|saingan|anak buah|junior|senior|guru|bidan|perawat|pegawai|peserta|orang|anggota|calon|analis|staf)`;
const pointed = String.raw`(?:saya|sy|aku|ku|gw|itu|tsb|tersebut|lain|sebelah|sekantor|kerja|kantor|kami|kita|se-?\w+|di|bagian|bernama|atas nama|dinas|baru|langsung|sebangku|seangkatan)`;
/** A person in particular: by name, by office, by relation. */
const person = String.raw`(?:${title}(?!(?:siapa|apa|mana|berapa|brp)\b)[a-z]{2,}|(?<!(?:buat|untuk|utk|paparan|laporan|arahan|perintah|ke|oleh|sama|sm|dari|dr|jadi|jd|jabatan|bagi) )${office}|${relation} ${pointed}|(?:rekan|teman|temen|tmn|anak buah)(?:ku|nya)?\b|(?:atasan|bos)(?:ku|nya)\b|dia|beliau|mereka|orang lain|atas nama|a\.?n\.? [a-z]{3,}|kepala bkpsdm)`;

/** Plainly private, whoever it is of. */
const privateDatum = String.raw`(?:(?:no(?:mor|mer|\.)?|nmr)\s?(?:hp|wa|whatsapp|telp|telepon|tlp|rekening|rek|ktp|kontak|pribadi)|kontak|alamat(?: rumah)?|rumah(?:nya)?(?= (?:si|pak|bu|bapak|ibu|mas|mbak))|rumahnya|jalan apa|positif \w+|data kesehatan(?:nya)?|nip|nik|tanggal lahir|tgl lahir|ultah|umurnya|usianya|rekening|slip gaji|gaji(?:nya)?|tukin(?:nya)?|tunjangan(?:nya)?|penghasilan(?:nya)?|status (?:nikah|perkawinan|pernikahan|cerai)|agama(?:nya)?|sakit(?:nya)? apa|penyakit(?:nya)?|rekam medis|hasil (?:lab|mcu|tes kesehatan)|cerai|selingkuh|hutang(?:nya)?|utang(?:nya)?|foto(?:nya)?|email(?:nya)?|password(?:nya)?|(?:status )?vaksin(?:nya|asi)?|data (?:pribadi|diri|lengkap))`;
/** Private because it is said of one person. */
const judgement = String.raw`(?:nilai(?:nya)?|skor(?:nya)?|hasil(?:nya)?|asesmen(?:nya)?|assessment|predikat(?:nya)?|skp(?:nya)?|rapor(?:nya)?|ip asn(?:nya)?|kotak talenta|lembar jawaban|jawaban (?:ujian|uji|tes)|pemeriksaan disiplin|(?:udh|sudah|dah|udah) (?:berapa|brp) jp|(?:berapa|brp) jp(?:nya)?|kotak (?:berapa|brp)|golongan berapa|gol berapa|pangkatnya|golongannya|peringkat(?:nya)?|ranking(?:nya)?|gap(?:nya)?|jpnya|levelnya|hukuman(?:nya)?(?: disiplin)?|hukdis(?:nya)?|sanksi(?:nya)?|pelanggaran(?:nya)?|kasus(?:nya)?|absen(?:si)?(?:nya)?|riwayat \w+|ijazah(?:nya)?|sertifikat(?:nya)?|profil(?:nya)?|data(?:nya)?|berkas(?:nya)?|cuti(?:nya)? (?:kenapa|knp|karena apa))`;

const any = (...parts: string[]): RegExp => new RegExp(parts.map((it) => `(?:${it})`).join("|"), "i");
const near = (left: string, right: string): string => String.raw`\b${left}\b.{0,45}?\b${right}`;

const privateOf = any(near(privateDatum, person), near(person, privateDatum));
const judgedOf = any(near(judgement, person), near(person, judgement));
const wants =
  /\b(?:minta|mnta|lihat|liat|cek|cekin|cari(?:kan|in)?|tampil\w*|ditampilkan|kirim\w*|kasih\w*|kasi|sebut\w*|disebutkan|berapa|brp|brapa|bocor\w*|share|bagi(?:kan)?|tahu|tau|bandingin|bandingkan|tolong|tlg|mohon|dong|donk|apa|mana|intip|buka(?:in)?|info(?:kan)?|penasaran|kepo|dpt|dapat|siapa|kenapa|knp|gimana|gmn|bagaimana)\b/i;
/** Names of those to whom something happened, or the list of everybody's data. */
const rosters: RegExp[] = [
  /\bsiapa\w*\b.{0,40}\b(?:jp|nilai|skor|skp|predikat|ip asn|level|absen)(?: ?nya)?\b.{0,12}\b(?:masih|msh|di ?bawah|kurang|nol|kosong|rendah|jelek|belum|blm|paling|tertinggi|terendah)\b/i,
  /\b(?:siapa|spa)(?:\s?(?:saja|aja|sj|aj))?\b.{0,40}\b(?:tidak lulus|tdk lulus|ga(?:k)? lulus|nggak lulus|gagal|kena|dihukum|terendah|paling rendah|paling jelek|belum (?:ikut|lulus|memenuhi)|blm (?:ikut|lulus)|sakit|cerai|selingkuh|dipecat|remedial|sering bolos|suka bolos|dipanggil inspektorat|nunggak|masuk kotak|kotak \d)\b/i,
  /\b(?:siapa|spa|peserta|cpns|pegawai|asn)\b.{0,12}\b(?:mana|saja|aja|sj|aj)?\b.{0,50}\b(?:nama(?:nya|2|2nya)?|nama-nama(?:nya)?)\b.{0,20}\b(?:tlg|tolong|spill|sebut\w*|dong|donk|kasih|kirim|min)\b/i,
  /\b(?:tabel|daftar|rekap|list|excel)\w*\b.{0,10}\bnama\b.{0,50}\b(?:nilai|skor|ip asn|skp|predikat|hukuman|gaji|nip)\b/i,
  /\b(?:nama-?nama(?:nya)?|daftar nama|list nama|sebut(?:kan|in)? (?:nama|siapa)|nama (?:peserta|pegawai|orang))\b.{0,50}\b(?:peserta|pegawai|asn|pns|pppk|yang|yg|orang|pendaftar|bolos|nilai|hukuman)\b/i,
  /\b(?:pegawai|asn|pns|pppk|peserta|guru|staf|orang)\s+(?:mana|siapa)\s+(?:saja|aja|sj)\b.{0,60}\b(?:yang|yg)\b|\bsiapa (?:saja|aja|sj) (?:di|dari) (?:dinas|kecamatan|bagian|kantor|opd|kelurahan|kota|puskesmas|bidang)\b/i,
  /\bsemua data (?:pegawai|asn|pns|pppk|peserta)\b/i,
  /\b(?:daftar|data|semua|seluruh|rekap|list|kumpulan)\b.{0,20}\b(?:nip|nik|nomor (?:hp|wa|telepon)|no\.? ?(?:hp|wa)|alamat|gaji|nilai|skor|tanggal lahir|hasil asesmen|hukuman)\b.{0,40}\b(?:pegawai|asn|pns|pppk|peserta|guru|staf|opd|dinas|kantor|kelurahan|kecamatan|bagian|orang|puskesmas)\b/i,
];
/** A question about the rule, not about the person. */
const aboutRule =
  /\b(?:ancaman|pidana(?:nya)?|berhak|jenis (?:apa|mana|yg mana|yang mana)|yg jenis|data pribadi yang|bocor(?! \w+ dong)|kebocoran|pemberitahuan|seandainya|umum (?:ato|atau|apa)|spesifik|aturan(?:nya)?|dasar hukum(?:nya)?|pasal|sanksi(?:nya)? (?:apa|bagi|bila|kalau|jika)|hukumnya|apakah (?:boleh|rahasia|wajib|termasuk)|bolehkah|boleh ?kah|boleh (?:ga|gak|ngga|nggak|tidak|tdk|ndak|tak|kah)|(?:ga|gak|tidak|tdk) boleh|rahasia (?:atau|apa|ga|gak)|termasuk|umum (?:apa|atau)|siapa (?:yang|yg) (?:berhak|boleh|berwenang|menilai|mengelola|nilai|menetapkan|netapin|tanggung|wajib|menentukan|memverifikasi|menyusun|evaluasi|mengevaluasi)|(?:yg|yang) (?:berhak|boleh|menilai|mengelola|menetapkan|berwenang)|menurut (?:uu|pp|aturan|permen|perlan|se)|ketentuan(?:nya)?|syarat(?:nya)?|kapan (?:boleh|harus)|cara (?:menghitung|mengisi|mengajukan|menilai|mengukur)|ambil dari mana|diatur|kategori|berapa lama|paling lama|maksimal|minimal|dihitung|keberatan(?:nya)?)\b/i;

/** What of this a message shows, by name: the classifier weighs it. */
export function personalSigns(message: string, names: NameList = noNames): string[] {
  const text = withTitles(withoutArticles(message), names).toLowerCase();
  const seen = Object.keys(signs).filter((name) => signs[name]?.test(text));
  const roster = rosters.some((it) => it.test(text));
  const sought = roster || (wants.test(text) && (privateOf.test(text) || judgedOf.test(text)));
  // "NIP saya …": one's own, and nobody else is named.
  const ownOnly = own.test(text) && !roster && !seen.includes("person");
  return [...seen, ...(ownOnly ? ["ownOnly"] : []), ...(roster ? ["roster"] : []), ...(sought && !aboutRule.test(text) ? ["sought"] : [])];
}

const called = new RegExp(
  String.raw`\b(?:${title}(?!(?:siapa|apa|mana|berapa|brp|admin|mimin|min|saya|sy|izin|mohon|mau|tolong|tanya|boleh|bisa|jp|kompetensi|rekomendasi|ada|ini|itu|tidak|tdk|belum|blm|dong|ya)\b)[a-z]{3,}|${relation} (?:saya|sy|aku|ku|gw)|dia|beliau)\b`,
);
const self = /\b(?:saya|sy|aku|ku|gw|awak|ambo|kami)\b/;
const relative = new RegExp(String.raw`\b${relation} (?:saya|sy|aku|ku|gw)\b`, "g");

/** Whether a message is about one other person, by name, number, relation or "beliau", and not about who writes. */
export function namesAnother(message: string, names: NameList = noNames): boolean {
  const text = withoutArticles(message).toLowerCase();
  if (ownLeader.test(text) && /\bsiapa(?:kah)?\b/.test(text) && !ofLeader.test(text)) return false;
  return (called.test(text) || numbered.test(text) || namesIn(message, names).size > 0) && !self.test(text.replace(relative, " "));
}

/** Somebody by their number: "data pegawai NIP 19850321 201001 1 003". */
const numbered = /\bnip\b\W{0,4}\d(?:[ .-]?\d){7,}/;

/** "Atasan saya siapa?" asks for what stands in one's own record; with a datum beside it, it asks for the leader's. */
const ownLeader = /\b(?:atasan|bos|pimpinan)(?: langsung)? (?:saya|sy|aku|ku|gw)\b/;
const ofLeader = /\b(?:nilai|skor|skp|jp|kompetensi|gap|gaji|nip|nik|nomor|no|hp|wa|alamat|umur|rumah|golongan|pangkat)(?:nya)?\b/;

const own =
  /\b(?:nip|nik|no(?:mor|\.)?(?: (?:hp|wa|telepon))?|e-?mail|gaji|upah|nilai|skor|skp|data|cuti|sertifikat|berkas|usul(?:an)?|hak)\s?(?:saya|sy|aku|ku|gw|awak)\b/;

const signs: Record<string, RegExp> = {
  person: any(String.raw`\b${person}`),
  private: any(String.raw`\b${privateDatum}\b`),
  judged: any(String.raw`\b${judgement}\b`),
  privateOf,
  judgedOf,
  aboutRule,
  wants,
};
