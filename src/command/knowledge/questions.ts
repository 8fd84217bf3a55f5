import { createInterface } from "node:readline";
import { setImmediate as breath } from "node:timers/promises";
import { z } from "zod";
import { CommandFailed, type CommandIo, cancelled } from "../io.ts";

export interface AskedQuestion {
  /** As it was given. */
  id: string | number | null;
  question: string;
}

const Line = z.object({ id: z.union([z.string(), z.number()]).nullish(), question: z.string() });

/** The one question given, or every line of standard input, in order. */
export async function eachQuestion(
  io: CommandIo,
  question: string | undefined,
  options: { json?: boolean },
  work: (question: AskedQuestion) => Promise<void>,
): Promise<void> {
  if (question !== undefined) return work({ id: null, question });
  if (!options.json) throw new CommandFailed("Give a question, or --json and JSON Lines on standard input.");
  let number = 0;
  const lines = createInterface({ input: io.stdin, crlfDelay: Number.POSITIVE_INFINITY, signal: io.signal });
  for await (const text of lines) {
    number++;
    if (text.trim() === "") continue;
    await work(readLine(text, number));
    await io.drained();
    await breath(); // the embedded database answers without a pause: a service's visitors would wait for the last line
  }
  if (io.signal.aborted) throw cancelled();
}

function readLine(text: string, number: number): AskedQuestion {
  try {
    const { id, question } = Line.parse(JSON.parse(text));
    return { id: id ?? null, question };
  } catch {
    throw new CommandFailed(`Line ${number} is not {"id": …, "question": "…"}.`);
  }
}
