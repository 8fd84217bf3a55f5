import { z } from "zod";
import { type Choice, capacities, type Item, type When } from "./survey.ts";

/** Longest words, characters: a row of a WhatsApp list and two lines of a narrow phone; a question on one screen. */
export const longest = { choice: 60, question: 300, intro: 400 };

const id = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, "ditulis dengan huruf kecil, angka, dan garis bawah, diawali huruf");
const words = (most: number) => z.string().trim().min(2, "terlalu pendek").max(most, `paling panjang ${most} huruf`);
const value = z.union([z.string(), z.number()]);

const Labelled = z.union([z.string(), z.strictObject({ nilai: value.optional(), label: z.string(), sendiri: z.boolean().optional() })]);
type Labelled = z.output<typeof Labelled>;

const common = {
  id,
  tanya: words(longest.question),
  boleh_dilewati: z.boolean().default(false),
  bila: z
    .strictObject({
      butir: z.string(),
      salah_satu: z.array(value).min(1).optional(),
      paling_sedikit: z.number().optional(),
      paling_banyak: z.number().optional(),
    })
    .optional(),
  topik: id.optional(),
  kapasitas: z.array(z.enum(capacities)).min(1).optional(),
};

const choices = z.array(Labelled).min(2, "perlu paling sedikit 2 pilihan").max(10, "paling banyak 10 pilihan");
const labels = z.array(z.string()).min(2, "perlu paling sedikit 2 pilihan").max(10, "paling banyak 10 pilihan");

/** Kinds of items as a file writes them. */
const Entry = z.discriminatedUnion("jenis", [
  z.strictObject({ jenis: z.literal("skala"), ...common, pilihan: labels }),
  z.strictObject({ jenis: z.literal("pilih"), ...common, pilihan: choices }),
  z.strictObject({ jenis: z.literal("pilih_banyak"), ...common, pilihan: choices }),
  z.strictObject({ jenis: z.literal("angka"), ...common, terkecil: z.number(), terbesar: z.number(), satuan: words(20).optional() }),
  z.strictObject({ jenis: z.literal("nps"), ...common }),
  z.strictObject({
    jenis: z.literal("tabel"),
    ...common,
    baris: z.array(z.strictObject({ id, tanya: words(longest.question) })).min(2, "perlu paling sedikit 2 baris"),
    pilihan: labels,
  }),
  z.strictObject({ jenis: z.literal("perilaku"), ...common, tanya: words(longest.question).default("Yang biasanya terlihat:") }),
  z.strictObject({ jenis: z.literal("teks"), ...common, paling_panjang: z.number().int().min(20).max(1500).default(500) }),
]);
type Entry = z.output<typeof Entry>;
export type Raw = z.input<typeof Entry>;

/** One item as it is asked. */
export const ItemEntry = Entry.transform(itemOf);

function itemOf(it: Entry): Item {
  const asked = {
    id: it.id,
    ask: it.tanya,
    optional: it.boleh_dilewati,
    ...(it.bila && { when: whenOf(it.bila) }),
    ...(it.topik !== undefined && { topic: it.topik }),
    ...(it.kapasitas && { capacities: it.kapasitas }),
  };
  switch (it.jenis) {
    case "skala":
      return { ...asked, kind: "scale", choices: it.pilihan.map(stepOf) };
    case "pilih":
      return { ...asked, kind: "single", choices: it.pilihan.map(choiceOf) };
    case "pilih_banyak":
      return { ...asked, kind: "multiple", choices: it.pilihan.map((one) => ({ ...choiceOf(one), value: String(choiceOf(one).value) })) };
    case "angka":
      return { ...asked, kind: "number", least: it.terkecil, most: it.terbesar, ...(it.satuan !== undefined && { unit: it.satuan }) };
    case "nps":
      return { ...asked, kind: "nps" };
    case "tabel":
      return { ...asked, kind: "matrix", rows: it.baris.map((row) => ({ id: row.id, ask: row.tanya })), choices: it.pilihan.map(stepOf) };
    case "perilaku":
      return { ...asked, kind: "behaviour" };
    case "teks":
      return { ...asked, kind: "text", most: it.paling_panjang };
  }
}

const whenOf = ({ butir, salah_satu: is, paling_sedikit: atLeast, paling_banyak: atMost }: NonNullable<Entry["bila"]>): When => ({
  item: butir,
  ...(is && { is }),
  ...(atLeast !== undefined && { atLeast }),
  ...(atMost !== undefined && { atMost }),
});

/** Steps of a scale count from 1: a typed "4" is then the fourth one and the value four. */
const stepOf = (label: string, at: number): { value: number; label: string } => ({ value: at + 1, label: label.trim() });

/** Without a value of its own a choice is kept by its words. */
function choiceOf(it: Labelled): Choice {
  if (typeof it === "string") return { value: it.trim(), label: it.trim() };
  return { value: it.nilai ?? it.label.trim(), label: it.label.trim(), ...(it.sendiri && { alone: true }) };
}

/** The same as a file writes it; `ItemEntry` takes it back unchanged. */
export function rawOf(it: Item): Raw {
  const common = {
    id: it.id,
    tanya: it.ask,
    ...(it.optional && { boleh_dilewati: true }),
    ...(it.when && { bila: rawWhen(it.when) }),
    ...(it.topic !== undefined && { topik: it.topic }),
    ...(it.capacities && { kapasitas: it.capacities }),
  };
  switch (it.kind) {
    case "scale":
      return { jenis: "skala", ...common, pilihan: it.choices.map(({ label }) => label) };
    case "single":
      return { jenis: "pilih", ...common, pilihan: it.choices.map(rawChoice) };
    case "multiple":
      return { jenis: "pilih_banyak", ...common, pilihan: it.choices.map(rawChoice) };
    case "number":
      return { jenis: "angka", ...common, terkecil: it.least, terbesar: it.most, ...(it.unit !== undefined && { satuan: it.unit }) };
    case "nps":
      return { jenis: "nps", ...common };
    case "matrix":
      return { jenis: "tabel", ...common, baris: it.rows.map((row) => ({ id: row.id, tanya: row.ask })), pilihan: it.choices.map(({ label }) => label) };
    case "behaviour":
      return { jenis: "perilaku", ...common };
    case "text":
      return { jenis: "teks", ...common, paling_panjang: it.most };
  }
}

const rawWhen = ({ item, is, atLeast, atMost }: When): NonNullable<Entry["bila"]> => ({
  butir: item,
  ...(is && { salah_satu: is }),
  ...(atLeast !== undefined && { paling_sedikit: atLeast }),
  ...(atMost !== undefined && { paling_banyak: atMost }),
});

const rawChoice = ({ value: nilai, label, alone }: Choice): Labelled =>
  nilai === label && !alone ? label : { ...(nilai !== label && { nilai }), label, ...(alone && { sendiri: true }) };
