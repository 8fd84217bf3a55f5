/** SQLSTATE classes and codes that speak of the server or of a neighbour, not of the statement; 25006 = it has just become a standby. */
const states = /^(08|57P|53|25006$|40001$|40P01$|55P03$)/;
const sockets = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOENT", "EHOSTUNREACH", "ENOTFOUND", "EAI_AGAIN"]);
/** Set on what the database's own connection threw: the same codes from a file or another service say nothing about it. */
const mark = Symbol("database");

/** Marks an error as one of the database's connection. */
export function ofDatabase(error: unknown): unknown {
  return error instanceof Error ? Object.assign(error, { [mark]: true }) : error;
}

const words =
  /connection terminated|connection timeout|timeout exceeded when trying to connect|client has encountered a connection error|not queryable|connection is closed|query read timeout/i;

/** Whether two transactions waited for each other and this one was chosen to end: again, it goes through. */
export const isDeadlock = (error: unknown): boolean => error instanceof Error && (error as NodeJS.ErrnoException).code === "40P01";

/** Whether a failure is that of the database (gone, restarting, overfull, a deadlock) and the same work may succeed later. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && (states.test(code) || (mark in error && sockets.has(code)))) return true;
  return words.test(error.message) || (error.cause !== undefined && isOutage(error.cause));
}
