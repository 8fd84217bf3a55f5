import { Fault } from "../core/fault.ts";

const unreachable = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "ECONNRESET"]);

const folderTroubles = new Set(["EACCES", "EROFS", "ENOSPC", "EEXIST", "ENOTDIR"]);

/** What PostgreSQL's own codes mean for whoever set DATABASE_URL. */
const refusals: Record<string, string> = {
  "28P01": "The database refuses the password",
  "28000": "The database refuses this user",
  "3D000": "The database does not exist; create it first",
  "42501": "The database user may not do that; it needs to create tables in its schema",
  "53300": "The database has no connection left",
  "57P03": "The database is still starting",
};

/** One sentence for an operator; the stack is for the log. */
export function readable(error: unknown): string {
  if (error instanceof Fault) return error.say;
  if (!(error instanceof Error)) return String(error);
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (unreachable.has(code) || /timeout exceeded when trying to connect|connection timeout/.test(error.message)) {
    return `The database cannot be reached (${error.message || code}). Check DATABASE_URL, and that the server runs.`;
  }
  const refusal = refusals[code];
  if (refusal !== undefined) return `${refusal} (${error.message}). Check DATABASE_URL.`;
  if (folderTroubles.has(code)) return `${error.message}. Check the folder (DATA_DIR), its owner and its free space.`;
  return error.message;
}
