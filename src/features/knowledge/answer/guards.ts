/** Attempts to make the assistant obey text instead of answering it. Patterns, not phrases: verb and object in any words between. */
const instructionAttempts: RegExp[] = [
  /\b(abaikan|lupakan|hiraukan|kesampingkan|jangan (?:ikuti|patuhi|pakai)|langgar|lewati|matikan|nonaktifkan|ignore|disregard|forget|override|bypass)\b.{0,60}\b(instruksi|perintah|aturan (?:sebelum|di ?atas|kamu|mu|anda|sistem|keamanan|privasi)|aturanmu|aturannya|aturanku|arahan|prompt|batasan|pembatasan|filter|pengaman(?:an)?|sensor|kebijakan privasi|instructions?|rules|guidelines|guardrails?)/i,
  /\b(system ?prompt|prompt (?:sistem|awal|internal|rahasia|mu|kamu|asli)|instruksi (?:internal|awal|sistem|rahasia|tersembunyi)|(?:developer|debug|god|root|admin|maintenance) mode|mode (?:pengembang|developer|admin|debug|bebas|dewa|maintenance)|jailbreak|do anything now)\b/i,
  /\b(?:kamu|anda|kau|you)\b.{0,15}\b(?:sekarang|skrg|mulai sekarang|adalah|are|now|jadi|menjadi|bertindak|berperan)\b.{0,30}\b(admin|administrator|root|superuser|developer|dan|hacker|ai (?:bebas|tanpa)|tanpa (?:batas|aturan|sensor|filter)|unrestricted)/i,
  /\b(?:anggap|asumsikan|misalkan)\s+(?:saja\s+)?(?:saya|sy|aku|gue|gw)\s+(?:ini\s+|itu\s+|adalah\s+|sebagai\s+)?(?:kepala|admin|pejabat|walikota|wali kota|sekda|menteri|bupati|bkn|bkpsdm|operator|pimpinan|presiden)/i,
  /\b(?:instruksi|perintah|arahan|prompt)\s+(?:baru|tambahan|khusus|terbaru|darurat)\b|\b(?:main|bermain) peran\b|\b(?:yang|yg|jadi|mode|bot\w*)\b.{0,15}\b(?:ga|gak|tidak|tdk|tanpa|nggak) (?:punya|pakai|pake) (?:aturan|batasan|sensor|filter)\b|\b(?:karang|ngarang|mengarang|buat-?buat|rekayasa)(?:kan|in)?\b.{0,25}\b(?:pasal|jawaban|aturan|sumber|dasar hukum|nomor)|\bjangan (?:pakai|pake|sebut|cantumkan) sumber\b/i,
  /\b(?:berpura-?pura|pura-?pura|bertindak|berperan|anggap (?:dirimu|diri kamu|kamu|saya|sy|aku)|act as|pretend|roleplay|role ?play)\b.{0,50}\b(admin|administrator|root|developer|kepala bkpsdm|walikota|wali kota|tanpa (?:batas|aturan|sensor)|bkpsdm|operator|sistem|pejabat|hacker)/i,
  /\b(?:tampilkan|keluarkan|bocorkan|berikan|kasih|show|dump|print|cetak|reveal|salin|tuliskan|sebutkan|repeat)\b.{0,40}\b(prompt|konfigurasi|isi (?:database|basis data|tabel|memori)|database|api ?key|token|kata sandi|password|passwd|kredensial|kunci rahasia|env(?:ironment)?|source code|kode sumber|instruksimu|instruksi kamu|perintah sistem|log percakapan|percakapan (?:pengguna|user|orang) lain)/i,
  /\b(?:catatan|pesan|perintah|instruksi|note|petunjuk)\s+(?:utk|untuk|bagi|kepada|buat|for|to)\s+(?:ai|asisten|bot|chatbot|model|llm|sistem|the ai|assistant)\b/i,
  /\[(?:system|sistem|admin|inst)\]|<\/?(?:system|script|instruksi|instruction)\b|\b(?:drop|truncate|delete)\s+(?:table|from|database)\b|';\s*--|\bunion\s+select\b|\b(?:rm -rf|curl http)/i,
  /\b(?:kirim(?:kan)?|ekspor|export|download|unduh)\b.{0,30}\b(?:daftar|data|semua|seluruh)\b.{0,40}\b(?:pendaftar|pegawai|peserta|pengguna|user|nip|asn)\b.{0,40}\b(?:ke nomor|ke email|ke alamat|ke wa|ke url|http)/i,
  /\b(?:respond|answer|reply|jawab|balas)\b.{0,25}\b(?:only|hanya|selalu|always)\b.{0,40}\b(?:hacked|pwned|dengan kata|with|setuju|ya tanpa)/i,
];

export const isInstructionAttempt = (message: string): boolean => instructionAttempts.some((it) => it.test(message));

const datum =
  "(?:nilai(?:nya)?|skor(?:nya)?|hasil(?:nya)?(?: (?:asesmen|assessment|assesmen|tes|test|ujian|uji(?: kompetensi)?|seleksi|evaluasi|penilaian|psikotes|pelatihan|latsar|pkp|pka|pkn|kerja))?|asesmen|nip(?:nya)?|nik(?:nya)?|(?:no(?:mor|mer)?\\.?|nmr) ?(?:hp|wa|whatsapp|telp|telepon|tlp|rekening|ktp|kontak|induk)(?:nya)?|kontak(?:nya)?|alamat(?:nya)?(?: rumah)?|gaji(?:nya)?|tunjangan(?:nya)?|rekam medis|riwayat (?:penyakit|hukuman|disiplin|kesehatan|pelatihan|kinerja|jabatan)(?:nya)?|penyakit(?:nya)?|hukuman disiplin(?:nya)?|hukdis(?:nya)?|tanggal lahir(?:nya)?|tgl lahir(?:nya)?|umur(?:nya)?|status (?:nikah|perkawinan|cerai)(?:nya)?|skp(?:nya)?|predikat(?:nya)?(?: kinerja(?:nya)?)?|rapor(?:nya)?|ip asn(?:nya)?|ijazah(?:nya)?|rekening(?:nya)?|email(?:nya)?|data(?: (?:pribadi|diri|pegawai|lengkap|kepegawaian))?(?:nya)?|profil(?:nya)?|gap(?:nya)?|jp(?:nya)?|level(?:nya)? kompetensi(?:nya)?|absen(?:si)?(?:nya)?|password(?:nya)?|sertifikat(?:nya)?|foto(?:nya)?|slip gaji(?:nya)?)";
const title = "(?:pak|bu|bpk|bapak|ibu|sdr|sdri|saudara|saudari|mas|mbak|bang|kak|cut|teuku|tgk|tengku|la ode|wa ode|drs|dr|h|hj|si)\\.?\\s+";
const role =
  "(?:(?:calon |plt\\.? |plh\\.? )?(?:kabid|kadis|kasi|kasubbag|kasubag|kasie|kepala (?:dinas|bidang|badan|seksi|sekolah|puskesmas|bagian|kantor)|lurah|camat|sekda|sekdis|sekretaris|wali ?kota|atasan|bos|pimpinan|bawahan|staf|staff|rekan|teman|temen|kolega|kawan|tetangga|mantan|istri|suami|pesaing|saingan|anak buah|junior|senior|guru|bendahara|bidan|perawat))";
const third = "(?:dia|beliau|orang lain|pegawai (?:lain|itu|atas nama|an|bernama)|atas nama)";
const named = new RegExp(
  `\\b${datum}\\b.{0,40}?\\b(?:${title}(?:${role}|[a-z]{3,})|calon (?:kepala|pejabat|kabid|kadis|lurah|camat)|${role}\\s*(?:saya|sy|aku|ku|nya|itu|lain|sebelah|kerja|kami|kita|se-?\\w+)\\b|${third}\\b|a\\.?n\\.? [a-z]|\\d{18}\\b)`,
  "i",
);
const contact =
  "(?:(?:no(?:mor|mer)?\\.?|nmr) ?(?:hp|wa|whatsapp|telp|telepon|tlp|rekening|ktp|kontak)|kontak|alamat(?: rumah)?|nip|nik|tanggal lahir|tgl lahir|rekening|slip gaji|email pribadi)(?:nya)?";
const contactOf = new RegExp(`\\b${contact}\\b.{0,40}?\\b(?:${role}|pegawai|peserta|orang)\\b`, "i");
/** What happens to somebody in private: illness, family, debts, punishment. */
const privateMatter =
  /\b(?:dia|beliau|si [a-z]+|istrinya|suaminya)\b.{0,25}\b(?:sakit apa|sakitnya apa|cerai|selingkuh|hutang|utang|dihukum apa|kena (?:hukuman|sanksi|kasus) apa|hamil|gajinya|penyakit)/i;
const namedFirst = new RegExp(
  `\\b(?:${title}(?:${role}|[a-z]{3,})|${role}\\s+(?:saya|sy|aku|itu|lain|sebelah|kerja)|dia|beliau)\\b.{0,30}?\\b${datum}\\b.{0,20}\\b(?:berapa|brp|apa|dong|donk|mana|dimana|minta|kasih)\\b`,
  "i",
);
const wants =
  /\b(minta|mnta|lihat|liat|cek|tampilkan|tampilin|ditampilkan|kirim|kirimin|kirimkan|kasih|kasi|kasihtau|sebut|sebutkan|sebutin|berapa|brp|brapa|cari|carikan|cariin|bocor|bocorin|bocorkan|share|bagi|bagikan|tahu|tau|bandingin|bandingkan|siapa|spa|tolong|tlg|dong|donk|bisa|boleh|apa|mana|punya|intip|buka|bukain|info|infokan)\b/i;
const rosters =
  /\b(?:siapa(?:\s?(?:saja|aja|sj|aj))?|nama-?nama(?:nya)?|daftar nama|list nama|sebut(?:kan|in)? (?:nama|siapa)|nama (?:peserta|pegawai|orang))\b.{0,50}\b(?:tidak lulus|tdk lulus|ga(?:k)? lulus|nggak lulus|gagal|kena|dihukum|hukuman|disiplin|terendah|paling rendah|nilai|skor|belum (?:ikut|lulus|memenuhi)|blm (?:ikut|lulus)|sakit|cerai|selingkuh|dipecat|peserta|pendaftar|pegawai|gap|remedial|bolos)/i;
const allOf =
  /\b(?:daftar|data|semua|seluruh|rekap|list)\b.{0,20}\b(?:nip|nik|nomor (?:hp|wa|telepon)|no\.? ?(?:hp|wa)|alamat|gaji|nilai|skor|tanggal lahir|hasil asesmen)\b.{0,40}\b(?:pegawai|asn|pns|pppk|peserta|guru|staf|opd|dinas|kantor|kelurahan|kecamatan|bagian|orang)\b/i;
/** A question about the rule, not about the person: may it be asked, who may see it, what is the penalty. */
const aboutRule =
  /\b(?:aturan(?:nya)?|dasar hukum(?:nya)?|pasal|sanksi(?:nya)?|hukumnya|apakah (?:boleh|rahasia)|bolehkah|boleh ?kah|boleh (?:gak|ga|ngga|nggak|tidak|tdk|ndak) (?:saya |sy |kita )?(?:atasan|pejabat)|rahasia (?:atau|apa)|termasuk (?:data|informasi|rahasia)|siapa yang (?:berhak|boleh|berwenang|menilai|mengelola|nilai)|yg (?:berhak|boleh|nilai|menilai|mengelola)|menurut (?:uu|pp|aturan)|ketentuan(?:nya)?|syarat(?:nya)?|kapan (?:boleh|harus)|cara (?:menghitung|mengisi|mengajukan|menilai)|ambil dari mana|diatur|kategori)\b/i;

/** Asks for something about somebody else that is theirs: a score, a number, an address, a list of names. */
export function asksForOthersData(message: string): boolean {
  const text = message.toLowerCase();
  if (rosters.test(text) && !/\b(?:siapa (?:saja|aja|sj) (?:yang|yg) (?:boleh|bisa|dapat|wajib|berhak|harus|jadi|menjadi))\b/.test(text))
    return !aboutRule.test(text);
  if (aboutRule.test(text)) return false;
  return privateMatter.test(text) || namedFirst.test(text) || (wants.test(text) && (named.test(text) || contactOf.test(text) || allOf.test(text)));
}
