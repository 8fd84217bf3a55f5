import { Buffer } from "node:buffer";
import { Fault } from "../../../core/fault.ts";
import { decodeText } from "./decode-text.ts";
import { htmlText } from "./html-text.ts";
import { joinPages } from "./pages.ts";
import { inflate, isZip } from "./unpack.ts";

const texts = {
  kind: (name: string) => `Jenis berkas ${name} belum didukung. Kirim sebagai PDF, DOCX, HTML, MD, atau TXT.`,
  nested: (name: string) => `${name} adalah arsip di dalam arsip. Keluarkan isinya, lalu unggah lagi.`,
  empty: (name: string) => `Berkas ${name} kosong. Periksa berkasnya, lalu unggah lagi.`,
  large: (name: string) => `Berkas ${name} lebih besar dari 50 MB. Bagi menjadi beberapa berkas, lalu unggah lagi.`,
  long: (name: string) => `Teks dalam ${name} terlalu panjang. Bagi menjadi beberapa berkas, lalu unggah lagi.`,
  wrong: (name: string) => `Isi ${name} tidak sesuai dengan akhiran namanya. Simpan ulang berkasnya, lalu unggah lagi.`,
  broken: (name: string) => `Berkas ${name} rusak dan tidak dapat dibuka. Simpan ulang berkasnya, lalu unggah lagi.`,
  locked: (name: string) => `Berkas ${name} dikunci dengan kata sandi. Buka kuncinya dulu, lalu unggah lagi.`,
  old: (name: string) => `${name} memakai format Word lama atau dikunci dengan kata sandi. Simpan ulang sebagai DOCX tanpa kata sandi.`,
  scanned: "Berkas ini hanya berisi gambar pindaian tanpa teks. Jalankan OCR dulu, lalu unggah lagi.",
};

export type SourceFormat = "md" | "txt" | "html" | "pdf" | "docx";

/** The text of a file, with headings and lists as Markdown marks them where the format knows them. */
export interface SourceText {
  name: string;
  text: string;
  format: SourceFormat;
}

const mostSource = 50 * 1024 * 1024;
const mostText = 10 * 1000 * 1000;
const endings: ReadonlyMap<string, SourceFormat> = new Map([
  ["md", "md"],
  ["txt", "txt"],
  ["html", "html"],
  ["htm", "html"],
  ["pdf", "pdf"],
  ["docx", "docx"],
]);

/** Reads a file of any supported kind; every reason against it is a `Fault` with a sentence for its owner. */
export async function readSource(name: string, bytes: Uint8Array): Promise<SourceText> {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  const format = endings.get(ending);
  if (ending === "zip") throw new Fault("bad_input", texts.nested(name));
  if (format === undefined) throw new Fault("bad_input", texts.kind(name), { ending });
  if (bytes.length === 0) throw new Fault("bad_input", texts.empty(name));
  if (bytes.length > mostSource) throw new Fault("bad_input", texts.large(name), { bytes: bytes.length });
  const text = await guarded(name, () => readers[format](name, bytes));
  if (text.trim() === "") throw new Fault("bad_input", texts.empty(name));
  if (text.length > mostText) throw new Fault("bad_input", texts.long(name), { length: text.length });
  return { name, text, format };
}

const readers: Readonly<Record<SourceFormat, (name: string, bytes: Uint8Array) => string | Promise<string>>> = {
  md: readPlain,
  txt: readPlain,
  html: (name, bytes) => htmlText(short(name, readPlain(name, bytes))),
  pdf: readPdf,
  docx: readDocx,
};

/** Libraries throw what they like at broken files; all of it means the same to the owner. */
async function guarded(name: string, read: () => string | Promise<string>): Promise<string> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    const locked = cause instanceof Error && /password/i.test(`${cause.name} ${cause.message}`);
    throw new Fault("bad_input", locked ? texts.locked(name) : texts.broken(name), {}, { cause });
  }
}

function readPlain(name: string, bytes: Uint8Array): string {
  const text = isZip(bytes) || isPdf(bytes) ? null : decodeText(bytes);
  if (text === null) throw new Fault("bad_input", texts.wrong(name));
  return text;
}

async function readPdf(name: string, bytes: Uint8Array): Promise<string> {
  if (!isPdf(bytes)) throw new Fault("bad_input", texts.wrong(name));
  const { extractText, getDocumentProxy } = await import("unpdf");
  // The library takes the buffer it is given away from its owner, and refuses Node's own kind (the `slice` of which is no copy).
  const document = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 });
  try {
    const { text } = await extractText(document, { mergePages: false });
    if (!/\p{L}{3}/u.test(text.join(" "))) throw new Fault("bad_input", texts.scanned, { pages: text.length });
    return joinPages(text);
  } finally {
    await document.loadingTask.destroy();
  }
}

async function readDocx(name: string, bytes: Uint8Array): Promise<string> {
  // The container of old and of encrypted Office files.
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf) throw new Fault("bad_input", texts.old(name));
  if (!isZip(bytes)) throw new Fault("bad_input", texts.wrong(name));
  const entries = inflate(bytes, (entry) => /\.(?:xml|rels)$/i.test(entry));
  if (!entries.some((it) => it.name === "word/document.xml")) throw new Fault("bad_input", texts.wrong(name));
  const { default: mammoth } = await import("mammoth");
  const { value } = await mammoth.convertToHtml(
    { buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) },
    {
      styleMap: ["p[style-name='Title'] => h1:fresh", "p[style-name='Judul'] => h1:fresh"],
      convertImage: mammoth.images.imgElement(async () => ({ src: "" })),
    },
  );
  return htmlText(short(name, value));
}

function isPdf(bytes: Uint8Array): boolean {
  return new TextDecoder("latin1").decode(bytes.subarray(0, 1024)).includes("%PDF-");
}

/** Markup is several times its text; beyond that, parsing alone would hold the service up. */
function short(name: string, markup: string): string {
  if (markup.length > mostText * 3) throw new Fault("bad_input", texts.long(name), { length: markup.length });
  return markup;
}
