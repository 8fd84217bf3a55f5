/** Towns that people compare theirs with: the cities of the country and some regencies. A city whose knowledge the base holds is none of them. */
const places =
  "banda aceh|langsa|sabang|subulussalam|medan|binjai|padangsidimpuan|padang sidempuan|pematangsiantar|pematang siantar|sibolga|tanjungbalai|tebing tinggi|gunungsitoli|padang|bukittinggi|payakumbuh|pariaman|solok|sawahlunto|padang panjang|pekanbaru|dumai|batam|bintan|karimun|natuna|lingga|jambi|sungai penuh|palembang|lubuklinggau|pagar alam|prabumulih|bengkulu|bandar lampung|bandarlampung|metro|pangkalpinang|jakarta|dki|bandung|bekasi|bogor|depok|cimahi|cirebon|sukabumi|tasikmalaya|banjar|semarang|surakarta|solo|magelang|pekalongan|salatiga|tegal|yogyakarta|jogja|sleman|bantul|surabaya|malang|madiun|kediri|blitar|mojokerto|pasuruan|probolinggo|sidoarjo|banyuwangi|tangerang|tangsel|serang|cilegon|denpasar|badung|mataram|bima|kupang|singkawang|sambas|ketapang|kubu raya|mempawah|palangkaraya|palangka raya|banjarmasin|banjarbaru|samarinda|balikpapan|bontang|tarakan|manado|bitung|tomohon|kotamobagu|palu|makassar|parepare|palopo|baubau|bau-bau|kolaka|konawe|gorontalo|mamuju|ambon|tual|ternate|tidore|jayapura|sorong|manokwari|merauke|bireuen|aceh utara";
// Bima, Padang, Banjar, Metro and Solo are other things too, Depok hardly: only where a town is meant.
const ambiguous = /^(?:bima|padang|metro|solo|banjar|serang|malang|lingga|batu)$/;
const named = new RegExp(`\\b(?:(?:pemkot|pemko|pemda|pemkab|pemprov|kota|kabupaten|kab|di|se|bkpsdm|bkd)\\s+)?(?:${places})\\b`, "giu");

/** "Program pelatihan di Makassar" as "program pelatihan di kota lain": what holds in the whole country is found all the same. */
export function withoutOtherPlace(text: string, held: ReadonlySet<string>): string {
  return text.replace(named, (found) => {
    const words = found.toLowerCase().split(/\s+/);
    const bare = new RegExp(`(?:${places})$`, "iu").exec(found.toLowerCase())?.[0] ?? "";
    if (held.has(bare) || (ambiguous.test(bare) && words.length === bare.split(" ").length)) return found;
    return `${words[0] === "di" ? "di " : ""}kota lain`;
  });
}
