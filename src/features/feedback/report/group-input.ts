import { z } from "zod";
import type { Group } from "../measure/fact-store.ts";

export const kinds = ["kelas", "pelatihan", "penyelenggara", "pemateri", "unit", "kota"] as const satisfies Group["kind"][];
export type Kind = (typeof kinds)[number];

/** The parts of an input that name a group. */
export const GroupInput = {
  kind: z.enum(kinds).optional().describe("Jenis yang dievaluasi"),
  id: z.number().int().positive().optional(),
  name: z.string().trim().min(1).max(200).optional(),
  year: z.number().int().min(2_000).max(2_100).optional().describe("Tahun, untuk yang selain kelas"),
};
type GroupInput = z.output<z.ZodObject<typeof GroupInput>>;

/** The group that an input names whole; undefined = it is still to be chosen. */
export function groupIn({ kind, id, name }: GroupInput): Group | undefined {
  if (kind === "kota") return { kind };
  if ((kind === "kelas" || kind === "pelatihan" || kind === "unit") && id !== undefined) return { kind, id };
  return (kind === "penyelenggara" || kind === "pemateri") && name !== undefined ? { kind, name } : undefined;
}

/** As an input, so that a button asks for the same. */
export const inputOf = (group: Group, year: number | null): Record<string, unknown> => ({ ...group, ...(year === null ? {} : { year }) });
