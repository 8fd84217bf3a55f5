const mine =
  /\b(?:punya|usul(?:an)?|pengajuan|pendaftaran|permohonan|permintaan|berkas|dokumen|sertifikat|ijazah|nilai|skp|jp|data|status|sk|surat|tubel|cuti|laporan|formulir)(?:ku|\s+(?:\w+\s+){0,3}?(?:saya|sy|aku|ku|gw|kami))\b/i;
const progress =
  /\b(?:sudah|udah|udh|sdh|dah|belum|blm|kapan|kpn|sampai mana|smpe mana|sampe mana)\b.{0,25}\b(?:disetujui|diproses|di ?acc|diacc|acc|keluar|terbit|turun|masuk|diterima|diverifikasi|selesai|beres|ditandatangani|dikirim|dibalas|diproses|dicek|lulus|tercatat)\b|\b(?:disetujui|diproses|di ?acc|diverifikasi|diterima|tercatat)\b.{0,15}\b(?:belum|blm|apa belum|kah)\b/i;

/** "Usulan saya sudah disetujui belum?": a matter of the person's own record, which no document holds. */
export const asksForOwnRecord = (message: string): boolean => (mine.test(message) && progress.test(message)) || listed.test(message);

/** "Apakah nama saya sudah termasuk daftar peserta?" */
const listed = /\bnama(?:ku| (?:saya|sy|aku))\b.{0,40}\b(?:daftar|termasuk|masuk|ada|tercantum|terdaftar)\b/i;
