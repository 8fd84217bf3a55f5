/**
 * Somebody in trouble who speaks of themselves: health, money, discipline. A question about the rule alone ("hukuman disiplin berat apa
 * saja?") is none. Such a person gets the answer, and is told kindly that there is a human being.
 */
const own = /\b(?:saya|sy|aku|ku|kami|istri|suami|anakku|keluarga saya)\b/i;
const trouble = [
  /\b(?:sakit (?:keras|parah|jantung|ginjal|jiwa)|kanker|stroke|depresi|stres berat|burnout|cemas terus|putus asa|bunuh diri|ingin mati|kemoterapi|cuci darah|dirawat|rawat inap|operasi|keguguran)\b/i,
  /\b(?:pinjol|terlilit|utang|hutang|gadai|bangkrut|tidak (?:sanggup|mampu) (?:bayar|membayar)|tdk (?:sanggup|mampu) bayar|gaji (?:saya )?(?:dipotong|habis))\b/i,
  /\b(?:(?:saya|sy|aku) (?:di(?:hukum|panggil inspektorat|periksa|skors|bebastugaskan|turunkan|pecat|berhentikan)|kena (?:sanksi|hukuman|sp)|dapat (?:sanksi|sp|surat peringatan))|(?:sanksi|hukuman disiplin|hukdis) (?:saya|sy|aku))\b/i,
];

export const isSensitive = (message: string): boolean => own.test(message) && trouble.some((it) => it.test(message));
