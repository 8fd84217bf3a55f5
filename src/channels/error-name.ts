/** Why something failed, in words that may be logged: name and code only, since a database quotes what it could not store. */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const code = "code" in error ? String(error.code) : "";
  return [error.name, code].filter((it) => /^\w{1,40}$/.test(it)).join(" ") || "unknown";
}
