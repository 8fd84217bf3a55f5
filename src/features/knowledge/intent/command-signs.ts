/*
 * Attempts to make the assistant obey a text instead of answering it. Nothing said here could make it act: it has no
 * power to change data by words. So this only decides the wording of the reply, and may be generous with what is an attempt.
 */

/** Enough by themselves. */
const plainAttempts: RegExp[] = [
  /\b(?:abaikan|lupakan|hiraukan|kesampingkan|langgar|lewati|matikan|nonaktifkan|ignore|disregard|forget|override|bypass)\b.{0,60}\b(?:instruksi|perintah|aturan(?:mu|nya|ku| (?:yang|yg|ini|itu|lama|sebelum|di ?atas|kamu|anda|sistem|keamanan|privasi))|arahan|prompt|batasan|pembatasan|filter|pengaman(?:an)?|sensor|instructions?|rules|guidelines|guardrails?)/i,
  /\b(?:system ?prompt|prompt (?:sistem|awal|internal|rahasia|mu|kamu|asli)|instruksi(?:mu| (?:internal|awal|sistem|rahasia|tersembunyi|baru|tambahan|khusus|darurat))|(?:developer|debug|god|root|admin|maintenance|dan) mode|mode (?:uji ?coba|tes|test|pengembang|developer|admin|debug|bebas|dewa|maintenance)|jailbreak|do anything now|(?:main|bermain) peran|role ?play)\b/i,
  /\b(?:catatan|pesan|perintah|instruksi|note|petunjuk)\s+(?:utk|untuk|bagi|kepada|buat|for|to)\s+(?:ai|asisten|bot|chatbot|model|llm|sistem|the ai|assistant)\b/i,
  /\b(?:drop|truncate|delete)\s+(?:table|from|database)\b|';\s*--|\bunion\s+select\b|\brm -rf\b|<\/?(?:system|script|instruksi|instruction|kutipan|prompt)\b/i,
  /\b(?:update\s+\w+\s+set|insert\s+into|select\s+.{1,40}\s+from)\b|["']role["']\s*:\s*["']|<(?:div|span|img|iframe|svg|!--)|\b[A-Za-z0-9+/]{40,}={0,2}(?:\s|$)/i,
  // A mark changed by word alone; a rule taken for gone; an opinion in place of the sources.
  /^(?:tolong |tlg |coba |mohon |pls )?(?:ubah|rubah|ganti|naikkan|naikin|edit|jadikan) .{0,20}\b(?:nilai|predikat|skor|peringkat|hasil asesmen|hasil ujian)\b.{0,30}\b(?:saya|sy|ku|aku|dia|teman)\b/i,
  /\b(?:anggap|misalkan|andaikan|seolah|pura-?pura|umpamakan)\b.{0,60}\b(?:dicabut|batal|tidak ada|tidak berlaku|dihapus|berlaku lagi)\b.{0,40}\b(?:jawab|jelaskan|sebutkan)/i,
  /\b(?:abaikan|lupakan|kesampingkan|jangan (?:pakai|lihat)|(?:tidak|ga|gak) (?:usah|perlu) (?:pakai|lihat|baca))\b.{0,25}\b(?:sumber|dokumen|peraturan|aturan|basis)\b.{0,40}\b(?:pendapat|opini|perasaan|karang|ngarang|bebas|sendiri)/i,
  /\b(?:karang|ngarang|mengarang|rekayasa)(?:kan|in)?\b.{0,25}\b(?:pasal|jawaban|aturan|sumber|dasar hukum|nomor)/i,
];

/** Signs that are innocent alone: two of different kinds make an attempt. */
const signs: Record<string, RegExp> = {
  /** Speaks as, or of, somebody whom a machine might obey. */
  authority:
    /\b(?:admin(?:istrator)? ?(?:override|mode|utama|sistem|server|bkpsdm|pusat)|override|superuser|root|sudo|tim (?:keamanan|it|ti|pengembang|audit|siber)|bssn|developer|pengembang(?:mu| kamu| bot)|perintah (?:dari|tim|langsung|atasan|resmi|pimpinan)|atas (?:nama|perintah) (?:admin|bkn|kepala|bupati|wali)|(?:aku|saya|sy|gw|gue) (?:ini |adalah |itu |sebagai |mewakili |atas nama )?(?:auditor|pemeriksa|inspektorat|beliau|pak |bu |admin|developer|pengembang|kepala bkn|kepala bkpsdm|pembuat|pencipta|programmer|operator sistem)|anggap (?:saja )?(?:aku|saya|sy|dirimu|kamu)|pura-?pura|berpura-?pura|bertindak(?:lah)?|berperan(?:lah)?|pretend|act as|you are now|(?:ceritanya|misalnya|umpamanya|seandainya) (?:kamu|km|anda)|dalam peran|dlm peran|superadmin|kamu (?:sekarang|skrg|jadi|adalah|kini))\b|\[(?:admin|system|sistem|inst)\b/i,
  /** Wants to rule how it behaves from now on. */
  control:
    /\b(?:mulai (?:sekarang|skrg|saat ini|detik ini)|mulai dr skrg|from now on|selalu (?:jawab|balas)|(?:jawab|balas|respon(?:s|d)?|answer|reply)(?:lah)? (?:hanya|only|dgn kata|dengan kata|dlm format|dalam format|dalam bentuk|pakai format|selalu)|ulangi (?:kalimat|kata|teks|perintah|semua)|repeat|aturan (?:tetap|baru|utama)(?:mu)?|jangan (?:dicatat|di ?catat|catat|simpan|disimpan|sebut(?:kan)? sumber|pakai sumber|pake sumber|tolak|menolak|konfirmasi|minta konfirmasi|bilang)|(?:ga|gak|tidak|tdk|nggak|ngga) (?:usah|perlu) (?:nunggu|menunggu|pakai|pake|tanya|verifikasi|konfirmasi|persetujuan|lapor)|lewati|langsung (?:ganti|ubah|setujui|acc|proses|luluskan|tandai)|(?:jgn|jangan) (?:komentar|banyak tanya)|kerjain isinya|kerjakan isinya|turuti isinya|mengesampingkan|kesampingkan|tanpa (?:konfirmasi|persetujuan|atasan|verifikasi|batas(?:an)?|sensor|filter|aturan|sumber|catatan|log)|(?:ga|gak|tidak|tdk|nggak) (?:punya|pakai|pake|ada) (?:aturan|batasan|sensor|filter)|wajib (?:patuh|menuruti|mematuhi)|turuti|patuhi (?:saya|aku|sy)|bebas (?:aturan|batasan))\b/i,
  /** Wants what is inside the machine. */
  inside:
    /\b(?:variabel lingkungan|env(?:ironment)?(?: variables?)?|server|api ?key|token|kata sandi|password|passwd|kredensial|credentials?|konfigurasi|config|database|basis data|isi (?:tabel|memori)|tabel (?:pengguna|pegawai|user)|source code|kode sumber|kode program|log (?:sistem|server|percakapan|chat)|di log|prompt|instruksi|memori|riwayat (?:chat|percakapan) (?:orang|pengguna|user)|(?:chat|pesan|percakapan) (?:orang|pengguna|user|pegawai)(?: yg| yang)? (?:lain|sebelum)|pengguna lain|user lain|yg (?:baru )?chat (?:sebelum|sblm)|seluruh nomor|semua nomor|nomor (?:pegawai|orang) yang tersimpan|petunjuk (?:awal|tersembunyi|internal)|pedoman (?:tersebut|internal|mu|kamu|yang selama ini)|perintah tersembunyi|kode registrasi|json|xml|sql|base64)\b/i,
  /** Demands a deed that needs somebody's own hand. */
  deed: /\b(?:tandai|setujui|sahkan|luluskan|loloskan|acc(?:kan|in)?|approve|ubah (?:nilai|status|data|skor)|hapus (?:nilai|data|catatan|hukuman)|naikkan (?:nilai|skor|level)|teruskan|forward|kirim(?:kan)?|ekspor|export|download|unduh|tampilkan|keluarkan|bocorkan|dump|print|cetak|reveal|show|berikan|kasih(?:kan)?|daftarkan (?:semua|seluruh)|sebut(?:in|kan)|ganti(?:in|kan)?|bikin(?:in|kan)?|buatkan|jadikan|sampaikan|menyampaikan|tanda ?tangani|decode|hapus)\b/i,
  /** Speaks to the machine. */
  machine: /\b(?:kamu|km|kau|anda|you|your|asisten|bot|chatbot|ai|\p{L}{3,}mu)\b/iu,
};

const telling = new Set(["authority+control", "authority+inside", "authority+deed", "control+inside", "control+deed", "control+machine", "deed+inside"]);

/** Whether a message is an attempt to command the assistant; only the wording of the reply hangs on it. */
export function isInstructionAttempt(written: string): boolean {
  const message = readable(written);
  if (plainAttempts.some((it) => it.test(message))) return true;
  const seen = Object.keys(signs)
    .filter((name) => signs[name]?.test(message))
    .sort();
  return seen.some((first, at) => seen.slice(at + 1).some((second) => telling.has(`${first}+${second}`)));
}

/** "p3rint4h" is read as "perintah": digits inside words stand for letters. */
function readable(text: string): string {
  const letters: Record<string, string> = { 0: "o", 1: "i", 3: "e", 4: "a", 5: "s", 7: "t" };
  return text.replace(/\b(?=\w*[a-z])(?=\w*\d)[a-z0-9]{4,}\b/gi, (word) =>
    /[a-z]\d[a-z]|^\d[a-z]{2}/i.test(word) ? word.replace(/[013457]/g, (digit) => letters[digit] ?? digit) : word,
  );
}

/** What of this a message shows, by name: the classifier weighs it. */
export function commandSigns(written: string): string[] {
  const message = readable(written);
  return [...Object.keys(signs).filter((name) => signs[name]?.test(message)), ...(isInstructionAttempt(written) ? ["attempt"] : [])];
}
