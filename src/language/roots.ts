/**
 * Root words, an own list written for this project (no dictionary was copied, so no dictionary's licence applies): the everyday words of
 * Indonesian that official texts use, the vocabulary of the civil service, and what else people talk of (meals, weather, towns), which is
 * to be taken for no slip of an official word. Words that only look derived (`bulan`, `jalan`, `kepala`)
 * stand here so that they stay whole; roots outside the list are learnt from the base itself (see stemmer.ts).
 */
const list = `
abai abdi acara acu ada adat adik adil adu agama agen agung ahli air ajak ajar aju akad akal akan akar akhir akibat akses aksi aktif aku akui
alam alamat alas alat alih alir alokasi aman amanah amanat amat ambil ampu ampun anak analisis anak ancam andal anggap anggar anggota angin
angka angkat angkut aniaya anjur antar antara antri anut anugerah apel aplikasi arah arsip arti aru asah asal asas asesmen asing aspek asrama
asuh asuransi atas atasan atur awal awas ayah ayat babak baca badan bagai bagi bagian bahan bahas bahasa bahaya baik bait bakar bakat baku balas balik
bandar banding bangga bangkit bangsa bangun bank bantah bantu banyak bapak barang barat baris baru basis batal batas bawa bawah bayang bayar
bayi bea beban bebas beda bekal bekas beku bela belah belakang belanja beli belit belum benah benar benci bencana benda bendahara bentuk
berangkat berani berat berita beri berkas bersih besar betul biasa biaya bibit bicara bidang bijak bijaksana bikin bilang bimbing bina binasa birokrasi
bisa bisnis blokir bobot boleh bolos bom bongkar bosan buang buat bubar budaya budi bujuk buka bukan bukti buku bulan bulat bunga bunuh bunyi
burung buruh buruk buru busana buta butir butuh cabang cabut cacat cadang cair cakap cakup calon campur canang candi cantum capai cari catat cedera cegah
cek cemar cepat cerai cerdas cerita cermat cermin cetak cinta cipta cita coba cocok contoh corak cukup cuma curang curi cuti daerah daftar dagang
dakwa dalam dalil damai damping dampak dana dapat darah darat darurat dasar data datang daya debat dekat dengan dengar denda depan deposito derajat derita
desa desain detik dewan dewasa dialog diam didik dinas dinamis direksi diri disiplin diskusi diklat dokter dokumen dorong dosen dua duda duga duka dukung
dunia duduk durasi edar efektif efisien ekonomi ekspor elektronik emban enak enam empat entas eselon etik etika evaluasi fasilitas fisik formasi formulir
fungsi gabung gagal gagas gaji galak galang gambar ganggu ganti gantung garis gelap gelar gelombang gemar generasi gerak gesa giat gigi gila gilir
golong golongan goyah gratifikasi gratis gubernur gugat gugur guna gunung guru habis hadap hadiah hadir hak hakim hakikat hal halal halaman halang halus
hambat hamil hancur hanya hapus harap harga hari harkat harmoni harta harus hasil hati haus hayat hebat hemat hendak henti heran hewan hias hibah hidup
hijau hilang himpun hina hindar hingga hitam hitung hormat hubung hujan hukum huni huruf hutan hutang iba ibadah ibu ikan ikat iklan iklim ikrar ikut ilmu
imbal imbang imbas imbau impor indah induk industri informasi ingat ingin inovasi instansi insentif intan integrasi integritas inti intisari isi istimewa istirahat
istri izin jabar jabat jadi jadwal jaga jalan jalin jalur jam jamin janda jangan jangka jangkau janji jarak jaring jasa jasmani jatah jatuh jauh
jawab jelajah jelas jelek jenis jenjang jera jernih jiwa jual judi judul juga jujur julang jumlah jumpa juang juru kabar kabupaten kabur kader kaget kaji kali
kalah kalimat kamar kampanye kampung kandung kantor kapal kapan kapasitas karakter karang karena karier kartu karya kasih kasus kata kategori kaum kawal
kawan kawasan kawin kaya kecam kecamatan kecewa kecil kecuali kehendak kejar kelahi kelas kelola kelompok keluar keluarga keluh kemas kembali kembang
kemudi kena kenal kendala kendali kendara kepala kepung keras kerah kerabat kering kerja kertas kesan keterampilan ketat ketika ketua ketuk khawatir khianat khusus kilat
kinerja kira kirim kisah kisar klarifikasi klasikal klasifikasi klinik koalisi kode kolusi komisi komite kompeten kompetensi komposisi komputer komunikasi
kondisi konflik konsultasi kontrak konversi kontribusi koordinasi kopi koreksi korban korupsi kota kotor kredit kriteria kritik kuasa kualifikasi kualitas kuat kuda kuliah kumpul
kunci kunjung kuota kurang kurikulum kursus kurs kurun kutip laba laci lacak ladang lagi lahan lahir lain laju lakon laksana laku lalai lalu lamar lama lambang
lambat lamin lampau lampir lancar landas langgan langgar langkah langsung lanjut lantik lapang lapis lapor larang lari latar latih lawan layak layan layar lebih
lebur ledak legislatif lekas lelang lelah lemah lembaga lembar lembur lengkap lepas lestari letak lewat libat libur lihat limpah lindung lingkung lingkup lintas
lisan listrik logika lolos lomba lompat luang luar luas lulus lumpuh luncur lunas lupa lurah lurus luka maaf mahal mahasiswa mahir main maju maka
makan makin maklum makmur maksud malam malas malu mampu manfaat mana mandat mandiri mangkat mangkir manajemen manusia marah martabat masa masalah masih masuk masyarakat
mata mati maut mau mayat media medis megah meja melarat meninggal mental menang menteri mentor merah merek merit mesin mesti minat minggu minimal minum minta
miring mirip misal miskin mitra mobil modal model modern modul mohon momen moral motivasi motor muat muda mudah mudik mudi muka mukim mula mulai mulia mulut muncul mundur mungkin
murah murid murni musnah musuh musyawarah mutakhir mutasi mutu nada nafkah naik nakal nalar nama nanti napas narkotika naskah nasib nasihat nasional nazar
negara negeri nepotisme netral niaga niat nikah nikmat nilai nomor norma nyala nyaman nyata nyawa obat objek obyek oleh olah olahraga omong operasi orang
organisasi orientasi otonomi otoritas otorisasi pacu padu paham pajak pakai pakaian pakar paket paksa pala palsu pamer pamong panas pancasila pandai pandang
panggil pangku pangkas pangkat panitia panjang pantas pantau papar para parah partai partisipasi pasal pasang pasangan pasar pasti pasien patuh patut payung
pecah pecat pegang pegawai pejam peka pelihara pemerintah pemilu penjara penjuru pensiun pendek penting penuh peran perang peras perawat percaya perdata perempuan pergi
periksa perintah periode perkara perkasa perlu perlahan permisi pernah perseroan persen pertama pesan peserta pesona petik peta pidana pihak pikat pikir pilah pilih pimpin pindah pinjam pintar
pintu pisah pokok pola politik populer porsi positif potong potensi praja prajabatan praktik prasarana presiden prestasi presensi pria pribadi prima prinsip prioritas
produk profesi profesional profil program promosi proses protes provinsi proyek publik pucat puji pukul pulang pulih pulau puluh puncak pungut punya pupuk pusat
putar putih putus racun ragu rahasia raih rakyat ramah ramai rambu rampas rancang rangka rangkap rangkai rangkum rangsang rapat rapi ras rasa rasio rata ratus
rawat raya realisasi redam rekam rekan rekapitulasi rekat rekomendasi rekrut reformasi registrasi rencana rendah rentan rentang resah risiko resmi restu retak retribusi
revisi riil rincian rinci ringan ringkas rintang rintis riset riwayat robek roda rohani rombak rotasi ruang rugi rujuk rukun rumah rumus rumit rumpun rundung runding
rupa rupiah rusak rusuh rutin sabar sadar sah sahut sains saing sakit saksi salah saleh salin salur sama samar sambung samping sampai sampul sandang sandar
sanding sangga sanggup sangka sangkut sanksi santun sapa sarana saran saring sarjana sasar satu satuan saudara saut sawah saya seberang sebab sebar sebut sedia sedih
segala segan segera segi sehat sejahtera sejarah sekolah sekretaris seksi sektor selaku selamat selaras selang selasa selatan selesai seleksi selenggara selidik
selisih seluruh semangat sembah sementara sempat sempit sempurna semua sendiri sengaja sengketa seni senin senjata sentuh sepakat sepeda seragam serah serang serap
serasi serba serempak seret sering serius serta sertifikasi sertifikat seru sesal sesuai sewa siaga siap siapa sia siar sibuk sidang sidik sifat sihir sikap siksa sikut silang silsilah simak
simpan simpang simpul singgah singkat sinkron sipil sisa sisih sistem siswa situasi skala skema skor skripsi sopan sosial sosialisasi spesialis spesifik staf standar status strategi
struktur studi suami suara suasana suatu suap subur subjek sudut suka sukar sukarela sukses suku sulit sumbang sumber sumpah sungguh sungai supaya surat suruh surut
survei susah susul susun susut swasta syarat syukur tabung tabel tadah tahan tahap tahu tahun tajam tali taman tamat tambah tambang tampak tampil tampung tamu tanah tanam
tanda tandatangan tanding tangan tanggap tanggal tanggung tanggungjawab tangguh tangkap tani tanpa tantang tanya tarif tarik taruh taruna tata tatap tatar tawan tawar tebal
tegak tegas teguh tegur tekan teknik teknis teknologi tekun teladan teliti telusur teman tempat tempel tempuh temu tenaga tenang tengah tentang tentara tentu tepat terang terap terbang
terbit teori terima terjun terjang tertib terus tetap tewas tiap tiba tidak tidur tiga tikai tilik timbang timbul timpa timur tindak tinggal tinggi tingkat tinjau tipu tiru titik titip
tokoh tolak tolok tolong tonjol tonton topang total tua tuah tuai tugas tuding tuju tukar tukin tular tulis tulus tumbuh tumpang tunai tunda tunduk tunggal tunggu tungkai tunjang tunjuk tuntas tuntun tuntut
turun turut tutor tutup uang ubah ucap udara uji ujar ujaran ujung ukir ukur ulang ulas umum umur umpama undang undur unggul ungkap universitas unsur untung upacara upah upaya urai
urus urut usaha usang usia usul usung usut utama utara utang utuh utus vakum validasi variasi verifikasi vital wacana wadah wajah wajar wajib wakil waktu walikota wali wanita waris warga warna
warta waspada watak wawancara wawas wawasan wenang widyaiswara wilayah wira wisata wisma wisuda wujud yakin yayasan zalim zaman ziarah zona setuju turut perangkat penduduk perhati
celaka jarang kaus panggung tingkah dulu pajang laki terpencil tabrak haji lebaran bonus paraf loket tempo khalayak sanak kakak nenek kakek
paman bibi ponakan mertua ipar tetangga pacar selingkuh cantik ganteng sayur buah roti susu gula garam minyak beras sepatu kemeja celana
baju topi dasi tas dompet piring gelas sendok kasur bantal selimut lemari kulkas jendela dinding atap lantai pagar kebun pantai pasir batu
kayu besi emas perak kaca plastik karet cicil puas wafat geser absen ijazah magang mogok demo unjuk bohong hoaks palak judol pinjol gosip
fitnah bully cium peluk rokok mabuk narkoba ganja sabu bus kereta pesawat bandara stasiun terminal pelabuhan hotel restoran warung toko mal
kampus masjid gereja pura vihara klenteng lebah semut kucing anjing sapi kambing ayam bebek ular harimau gajah bintang matahari langit salju
petir gempa banjir longsor api asap
siang sore petang pagi malam subuh fajar senja kemarin lusa besok esok pekan senin selasa rabu kamis jumat sabtu januari februari maret april mei juni
juli agustus september oktober november desember sejenak nanti abang kakak adik nenek kakek paman bibi tante mertua menantu cucu keponakan sepupu bayi
balita remaja pacar tunangan makan minum masak rebus bakar kukus nasi bakso soto sate rendang gulai sayur buah pisang mangga jeruk apel kelapa kopi
susu gula garam cabai bawang telur ayam ikan daging udang cumi kepiting gonggong kue roti camilan sarapan warung kafe restoran resep menu pedas manis
asin asam pahit gurih lezat enak kenyang lapar haus hujan panas dingin mendung badai banjir gempa petir kabut cuaca iklim musim ombak angin bukit
lembah sungai danau laut pantai pulau gunung sawah kebun ladang taman hutan motor mobil sepeda becak ojek angkot bus kereta kapal pesawat bandara
pelabuhan terminal stasiun bengkel mesin bensin parkir macet tilang helm jembatan lampu rumah kamar dapur atap lantai pintu jendela pagar kursi meja
lemari kasur bantal kompor kulkas kipas sumur ember sabun handuk genteng keramik baju celana kemeja batik kain sepatu sandal topi jilbab kerudung dasi
cincin kalung seragam warna sakit demam batuk pilek pusing pening mual muntah diare maag gigi obat salep pil vitamin vaksin imunisasi bidan klinik
apotek puskesmas sehat lemas capek lelah penat payah letih pegal luka memar bisul gatal bola pertandingan sepak voli bulu tangkis renang senam lomba
juara timnas gol tanding drama sinetron lagu musik nyanyi penyanyi gitar konser tonton bioskop aktor artis novel cerpen puisi pantun dongeng lelucon
humor tebak gawai ponsel laptop komputer printer layar baterai pulsa kuota sinyal internet unggah unduh cadang virus sandi harga murah mahal diskon
beli jual belanja pasar toko kredit cicil utang hutang pinjam bunga tabung saham emas kurs dolar ringgit rupiah investasi asuransi pajak warisan
sedekah zakat kurban haji umrah puasa salat shalat masjid gereja pura vihara lebaran natal mudik libur kucing anjing burung sapi kambing kerbau kuda
ular nyamuk lalat semut tikus kelinci bebek harimau senang sedih marah kesal kecewa gembira takut malu bangga bosan jenuh penasaran heran kagum rindu
cinta benci gugup cemas santai mantap hebat keren jelek cantik ganteng tampan lucu aneh lempar tendang pukul tampar dorong tarik angkat jatuh bolong
robek pecah retak rusak bocor longgar kencang lambat cepat lekas lemot sikit sedikit bajak ralat cerah inap berkenan sungkan segan sebal ribet repot
gampang mudah sulit susah rumit matematika fisika kimia biologi sejarah geografi bahasa inggris arab jepang mandarin
jerman prancis belanda presiden artikel skripsi tesis disertasi makalah pidato sambutan undangan proposal aceh medan padang pekanbaru batam bintan
karimun natuna jambi palembang bengkulu lampung bandung jakarta bogor depok tangerang bekasi serang banten semarang solo surakarta jogja yogyakarta
surabaya malang madiun kediri jember banyuwangi denpasar bali mataram lombok kupang flores banjarmasin banjarbaru samarinda balikpapan bontang tarakan
palangkaraya singkawang sambas ketapang sintang makassar parepare palu manado gorontalo mamuju baubau kolaka konawe ambon ternate tidore sorong
jayapura papua manokwari merauke riau kalimantan sulawesi sumatera jawa madura maluku tenggara lhokseumawe langsa sabang meulaboh bireuen sebentar
semalam barusan`;

export const knownRoots: ReadonlySet<string> = new Set(list.trim().split(/\s+/));

/** Second spellings and the one root that no affix rule reaches. */
export const sameRoot: ReadonlyMap<string, string> = new Map(
  Object.entries({ wewenang: "wenang", isteri: "istri", ijin: "izin", resiko: "risiko", praktek: "praktik", karir: "karier" }),
);
