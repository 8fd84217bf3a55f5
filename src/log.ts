import { destination, type Logger, pino } from "pino";

export type Log = Logger;

/**
 * Structured log on standard error, so that standard output stays the command's own.
 * Events carry ids and counts only; the redaction is a second line for what should never be handed over.
 */
export function createLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      redact: { paths: ["*.text", "*.question", "*.phone", "*.nip", "*.token", "*.name", "text", "question", "phone", "nip", "token"], censor: "[disamarkan]" },
    },
    destination({ dest: 2, sync: true }),
  );
}
