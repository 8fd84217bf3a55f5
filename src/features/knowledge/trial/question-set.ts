import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Fault } from "../../../core/fault.ts";
import { ExpectedAnswer } from "./expectation.ts";

const texts = {
  unreadable: (file: string) => `Berkas soal ${file} tidak dapat dibaca.`,
  line: (number: number, file: string, why: string) => `Baris ${number} pada ${file} bukan soal dengan kelasnya: ${why}`,
};

/** The questions of a file, JSON Lines; see CONTRIBUTING. Throws `Fault` with the line that is none. */
export function readQuestions(file: string): ExpectedAnswer[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new Fault("not_found", texts.unreadable(file), {}, { cause });
  }
  return text
    .split("\n")
    .map((line, at) => ({ line, number: at + 1 }))
    .filter(({ line }) => line.trim() !== "")
    .map(({ line, number }) => {
      try {
        return ExpectedAnswer.parse(JSON.parse(line));
      } catch (cause) {
        throw new Fault("bad_input", texts.line(number, file, cause instanceof Error ? cause.message : String(cause)), {}, { cause });
      }
    });
}

/** All questions of a folder (`knowledge/uji`), by file name; a folder that is not there holds none. */
export function questionSet(folder: string): ExpectedAnswer[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((it) => it.endsWith(".jsonl"));
  return files.sort().flatMap((it) => readQuestions(join(folder, it)));
}
