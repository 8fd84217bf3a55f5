const chatter =
  /^(Closing session:|Opening session:|Session already (closed|open)|Removing old closed session:|Migrating session to:|Closing open session|Decrypted message with closed session|Failed to decrypt message with any known session|Session error:|Unhandled bucket type)/;

/** libsignal prints sessions, keys and all; in a test process that is only noise. Everything else is printed as before. */
export function muteLibsignal(): void {
  for (const level of ["info", "warn", "error"] as const) {
    const print = console[level].bind(console);
    console[level] = (...what: unknown[]) => {
      if (!(typeof what[0] === "string" && chatter.test(what[0]))) print(...what);
    };
  }
}
