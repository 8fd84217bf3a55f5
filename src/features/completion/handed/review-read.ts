import type { Outcome } from "../../../core/capability.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { readJp, readSpan } from "./read-parts.ts";
import type { CertificateWords } from "./read-words.ts";

const texts = {
  head: "Dari berkas itu saya membaca:",
  line: (name: string, value: string, sure: boolean) => `- ${name}: *${plain(value)}*${sure ? "" : " (belum pasti)"}`,
  unread: (name: string) => `- ${name}: belum terbaca`,
  foot: "Cocokkan dengan sertifikatnya: saya dapat keliru membaca.",
  use: "Pakai ini",
  useFull: "Pakai ini; yang belum terbaca saya isi",
  self: "Isi sendiri",
  selfFull: "Isi semuanya sendiri",
};

/** What can be read of a certificate, in the order in which it is asked for. */
export const readParts = ["title", "provider", "number", "dates", "jp"] as const;
export type ReadPart = (typeof readParts)[number];

const names: Record<ReadPart, { line: string; label: string }> = {
  title: { line: "Nama pelatihan", label: "Ubah nama" },
  provider: { line: "Penyelenggara", label: "Ubah penyelenggara" },
  number: { line: "Nomor", label: "Ubah nomor" },
  dates: { line: "Tanggal", label: "Ubah tanggal" },
  jp: { line: "JP", label: "Ubah JP" },
};

/** What has been said, and what was read and is still to be looked at. */
export type Reviewed = Partial<Record<ReadPart, string | undefined>> & { read?: CertificateWords | null | undefined };

/** What was read, part by part, to be taken, mended or put aside; nothing of it counts before. `today`: ISO. */
export function reviewRead(input: Reviewed, today: string, callOf: (input: Reviewed & { change?: ReadPart }) => Button["call"]): Outcome {
  const { read: _, ...said } = input;
  const parts = readParts.map((part) => ({ part, ...partOf(part, input, today) }));
  const lines = parts.map(({ part, value, sure }) => (value === undefined ? texts.unread(names[part].line) : texts.line(names[part].line, value, sure)));
  const all = Object.fromEntries(parts.map(({ part, value }) => [part, value]));
  const buttons: Button[] = [
    { label: texts.use, ...(parts.some((it) => it.value === undefined) && { full: texts.useFull }), call: callOf({ ...said, ...all }) },
    ...parts.filter((it) => it.value !== undefined).map(({ part }) => ({ label: names[part].label, call: callOf(without(input, part)) })),
    { label: texts.self, full: texts.selfFull, call: callOf(Object.fromEntries(Object.entries(said).filter(([name]) => !isPart(name)))) },
  ];
  const form = callOf(input);
  return { reply: { text: [texts.head, ...lines, texts.foot].join("\n"), buttons }, form, code: "asks" };
}

/** To be said anew: neither what was read nor what was typed before stands. */
function without(input: Reviewed, part: ReadPart): Reviewed & { change: ReadPart } {
  const { [part]: _, ...read } = input.read ?? {};
  return { ...input, [part]: undefined, read, change: part };
}

const isPart = (name: string): boolean => readParts.some((it) => it === name);

/** What somebody typed is theirs and sure; what was read and cannot be is not shown. */
function partOf(part: ReadPart, input: Reviewed, today: string): { value: string | undefined; sure: boolean } {
  const typed = input[part];
  if (typed !== undefined) return { value: typed, sure: true };
  const { value, sure = false } = input.read?.[part] ?? {};
  if (value === undefined || (part === "dates" && readSpan(value, today) === null)) return { value: undefined, sure: false };
  return part === "jp" && typeof readJp(value) !== "number" ? { value: undefined, sure: false } : { value, sure };
}
