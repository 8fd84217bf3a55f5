/** How something is learnt: in a class, outside one, or as formal education (PP 11/2017 Ps 211–212). */
export type Route = "klasikal" | "nonklasikal" | "pendidikan";

/**
 * Forms of learning by their id: the name people read, and the route a form belongs to when nothing else is said.
 * The lists are those of PerLAN 10/2018 as agencies' guides give them (SECONDARY); pre-service training stands beside them.
 */
export const forms = {
  pelatihan_struktural: { name: "pelatihan struktural kepemimpinan", route: "klasikal" },
  latsar: { name: "pelatihan dasar CPNS", route: "klasikal" },
  pelatihan_manajerial: { name: "pelatihan manajerial", route: "klasikal" },
  pelatihan_teknis: { name: "pelatihan teknis", route: "klasikal" },
  pelatihan_fungsional: { name: "pelatihan fungsional", route: "klasikal" },
  pelatihan_sosial_kultural: { name: "pelatihan sosial kultural", route: "klasikal" },
  seminar: { name: "seminar, konferensi, atau sarasehan", route: "klasikal" },
  workshop: { name: "workshop atau lokakarya", route: "klasikal" },
  kursus: { name: "kursus", route: "klasikal" },
  penataran: { name: "penataran", route: "klasikal" },
  bimtek: { name: "bimbingan teknis", route: "klasikal" },
  sosialisasi: { name: "sosialisasi", route: "klasikal" },
  klasikal_lain: { name: "kegiatan klasikal lain", route: "klasikal" },
  coaching: { name: "coaching", route: "nonklasikal" },
  mentoring: { name: "mentoring", route: "nonklasikal" },
  e_learning: { name: "e-learning", route: "nonklasikal" },
  jarak_jauh: { name: "pelatihan jarak jauh", route: "nonklasikal" },
  detasering: { name: "detasering", route: "nonklasikal" },
  outbond: { name: "outbond", route: "nonklasikal" },
  patok_banding: { name: "patok banding", route: "nonklasikal" },
  pertukaran: { name: "pertukaran pegawai", route: "nonklasikal" },
  belajar_mandiri: { name: "belajar mandiri", route: "nonklasikal" },
  komunitas_belajar: { name: "komunitas belajar", route: "nonklasikal" },
  bimbingan_kerja: { name: "bimbingan di tempat kerja", route: "nonklasikal" },
  magang: { name: "magang atau praktik kerja", route: "nonklasikal" },
  nonklasikal_lain: { name: "kegiatan nonklasikal lain", route: "nonklasikal" },
  tugas_belajar: { name: "tugas belajar", route: "pendidikan" },
} as const satisfies Record<string, { name: string; route: Route }>;

export type Form = keyof typeof forms;

export const isForm = (text: string): text is Form => Object.hasOwn(forms, text);

/** Leadership and pre-service training: people are selected and appointed, never first come (PerLAN 5/2022 Ps 29; PP 11/2017 Ps 34). */
export const isAppointed = (form: Form): boolean => form === "pelatihan_struktural" || form === "latsar";
