/** Whom one wants to talk to. */
const who = new Set("petugas petugasnya admin adminnya operator manusia orang orangnya cs customer service bkpsdm bkd kepegawaian pegawai".split(" "));
const wish = new Set(
  (
    "saya sy aku kami mau mo pengen pingin ingin bisa bs boleh tolong tlg mohon mhn minta coba harus perlu bicara berbicara ngomong ngobrol chat tanya bertanya nanya " +
    "konsultasi hubungi hubungkan dihubungkan sambungkan sambungin disambungkan terhubung teruskan panggil panggilkan dengan dgn sama sm ke kepada pada kota kantor di " +
    "langsung sekarang skrg dong donk aja saja ya yah kak min pak bu bapak ibu asli sungguhan beneran bukan robot bot mesin dulu lagi ada yang jaga apakah dapat"
  ).split(" "),
);

/** Offices and their places, by which nobody is asked for: "BKPSDM Kota" alone is an answer to who provides a training. */
const office = new Set("bkpsdm bkd kepegawaian pegawai kota kantor".split(" "));

/** "Saya mau bicara dengan petugas": a person is asked for, and nothing is said that one could pass on. An office's name alone asks for nobody. */
export function isMereRequest(text: string): boolean {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.some((it) => who.has(it)) && !words.every((it) => office.has(it)) && words.every((it) => who.has(it) || wish.has(it));
}
