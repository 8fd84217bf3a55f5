/** Rows and columns of a table that is read: several times the largest city's staff. */
export const mostRows = 60_000;
export const mostColumns = 200;

export const tooManyRows = `Berkas ini lebih dari ${mostRows.toLocaleString("id-ID")} baris. Bagi menjadi beberapa berkas.`;
export const tooManyColumns = `Berkas ini lebih dari ${mostColumns} kolom. Hapus kolom yang tidak diperlukan.`;
