/** SQLSTATE classes and codes that speak of the server or of a neighbour, not of the statement; 25006 = it has just become a standby. */
const states = /^(08|57P|53|25006$|40001$|40P01$|55P03$)/;
const sockets = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOENT", "EHOSTUNREACH", "ENOTFOUND", "EAI_AGAIN"]);
const words =
  /connection terminated|connection timeout|timeout exceeded when trying to connect|client has encountered a connection error|not queryable|connection is closed|query read timeout/i;

/** Whether a failure is that of the database (gone, restarting, overfull, a deadlock) and the same work may succeed later. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && (sockets.has(code) || states.test(code))) return true;
  return words.test(error.message) || (error.cause !== undefined && isOutage(error.cause));
}
