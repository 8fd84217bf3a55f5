/** Kinds of personal data, as a model reads them: `[ORANG_1]`. */
export const kinds = ["ORANG", "NIP", "NIK", "TELEPON", "SUREL", "ALAMAT", "PELAT", "NOMOR", "AKUN", "TAUTAN", "KODE", "TANGGAL_LAHIR", "TANDA"] as const;
export type Kind = (typeof kinds)[number];

/** A stretch of a text that must not leave the house as it is. */
export interface Found {
  start: number;
  end: number;
  kind: Kind;
}

/** A token as models give it back, now and then with other spaces or letters. */
export const tokenPattern = (): RegExp => new RegExp(String.raw`\[\s*(${kinds.join("|")})[ _](\d{1,4})\s*\]`, "gi");
