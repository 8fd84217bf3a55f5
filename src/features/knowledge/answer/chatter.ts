/**
 * Words of talk that say nothing about the subject: they count neither for nor against a passage when it is judged
 * whether it answers. The search itself keeps them, since in a law "dapat" and "tidak" carry meaning.
 */
const chatter = new Set(
  (
    "mau mo pengen ingin bisa dapat boleh jadi menjadi hanya cuma sampai tiap setiap semua lagi lg masih punya ada adakah pakai pake buat bikin kasih beri " +
    "tu itu tuh n aja saja tadi terus trus lalu kemudian dulu nanti sekarang kemarin besok baru sudah belum pernah sering selalu kadang juga pun malah justru " +
    "banget sangat sekali agak cukup lebih paling kurang banyak sedikit beberapa sama samaan beda bedanya perbedaan mending bagus baik-baik benar betul salah kira kira-kira mungkin pasti memang emang " +
    "orang teman katanya kata bilang dibilang disuruh suruh ikut ikutan masuk msk keluar datang pergi pulang cari lihat liat tahu tau paham ngerti bingung lupa ingat butuh perlu harus wajib tidak bukan jangan tanpa " +
    "tolong jelaskan sebutkan jelasin sebutin jawab contoh contohnya maksud maksudnya artinya arti gunanya fungsi isi isinya termasuk tmsk diri sendiri kalian anak hal urusan soal bagian cara caranya gimana " +
    "kok kenapa sebenarnya sbnrnya intinya singkatnya dasar dasarnya hukum hukumnya aturan aturannya ketentuan ketentuannya menurut sesuai berdasarkan pasal ayat berlaku nomor terbaru skrg kini apanya siapanya jumlah jumlahnya total angka ditulis dimana dmn mana ngapain ngapa gitu begitu begini kayak seperti dll dsb " +
    "kerja kantor instansi dinas pemkot kota daerah pemerintah saya kami kita staf staff pegawai asn bapak ibu atasan pak bu lurah camat kasi kabid guru perawat bidan " +
    "diganti diubah dicabut isinya status bunyi bunyinya naskah input isi form formulir laporan surat berkas dokumen hasil hasilnya lama lamanya waktu waktunya hari bulan tahun minggu jam tanggal kali pertama kedua dua satu tiga pelatihan program"
  ).split(" "),
);

/** Whether a word is mere talk. Numbers are: they are what is asked for, or a premise to be checked elsewhere. */
export const isChatter = (word: string): boolean => chatter.has(word) || /^\d+$/.test(word);
