import { Fault } from "../../../core/fault.ts";
import { readCsv } from "./read-csv.ts";
import type { Sheet } from "./sheet.ts";

const texts = {
  empty: "Berkas ini kosong. Periksa berkasnya, lalu kirim ulang.",
  large: (most: number) => `Berkas ini lebih dari ${most} MB. Bagi menjadi beberapa berkas.`,
  oldExcel: "Berkas ini berformat Excel lama (.xls) atau dikunci kata sandi. Buka di Excel, lalu Simpan Sebagai .xlsx tanpa kata sandi.",
  web: "Berkas ini sebenarnya halaman web (HTML), walaupun namanya .xls. Buka di Excel, lalu Simpan Sebagai .xlsx.",
  pdf: "Berkas ini PDF. Minta berkas Excel (.xlsx) atau CSV dari sumbernya.",
};

/** Megabytes of a file as it lies on the disk. */
const mostMegabytes = 20;

/**
 * The sheets of an XLSX or CSV file, told apart by content, not by name; each cell with its kind.
 * Throws `Fault` with a sentence for the person for anything else, and for what would fill the memory.
 */
export async function readTable(bytes: Uint8Array): Promise<Sheet[]> {
  if (bytes.length === 0) throw new Fault("bad_input", texts.empty);
  if (bytes.length > mostMegabytes * 1024 * 1024) throw new Fault("bad_input", texts.large(mostMegabytes), { bytes: bytes.length });
  if (begins(bytes, 0xd0, 0xcf, 0x11, 0xe0)) throw new Fault("bad_input", texts.oldExcel);
  if (begins(bytes, 0x25, 0x50, 0x44, 0x46)) throw new Fault("bad_input", texts.pdf);
  if (begins(bytes, 0x50, 0x4b)) {
    const { readXlsx } = await import("./read-xlsx.ts");
    return readXlsx(bytes);
  }
  if (
    /^\s*<(?:!doctype|html|table|\?xml|meta)/i.test(
      Buffer.from(bytes.subarray(0, 200))
        .toString("latin1")
        .replace(/^\u00ef\u00bb\u00bf/, ""),
    )
  ) {
    throw new Fault("bad_input", texts.web);
  }
  return [readCsv(bytes)];
}

const begins = (bytes: Uint8Array, ...mark: number[]): boolean => mark.every((it, at) => bytes[at] === it);
