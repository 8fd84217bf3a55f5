/** Why a connection ended. `network`: it broke, or nothing was there; `process`: the process that held it died; `ours`: we ended it, e.g. since the base did not take a message; `sealed`: what is kept of the session cannot be opened. */
export interface Ending {
  /** WhatsApp's own code (`failure` at the login, `stream` later); 0 where there is none. */
  code: number;
  by: "failure" | "stream" | "network" | "process" | "ours" | "sealed";
}

/** What came before. */
export interface Past {
  /** Endings in a row since a connection last held. */
  failures: number;
  /** Milliseconds since the epoch at which another program took the session over. */
  replacedAt: number[];
  /** Times in a row that the protocol version was refused. */
  refusals: number;
}

export type Verdict =
  | { do: "reconnect"; waitMs: number }
  /** Somebody else may hold the account: wait, look whether it is still ours, then connect. */
  | { do: "stand-back"; waitMs: number }
  /** The link is gone: forget the session. */
  | { do: "unpair" }
  /** Never again by itself. */
  | { do: "stop"; why: string };

const replacedMost = 3;
const replacedWithinMs = 10 * 60_000;
const refusalsMost = 3;
const stops: Record<number, string> = {
  402: "WhatsApp has banned the number for a time",
  403: "WhatsApp has banned the number",
  406: "WhatsApp has locked the number",
  411: "the account cannot have linked devices",
};

/**
 * What to do after a connection ended. Only WhatsApp's own word counts as such: an HTTP 401 or 403 of a proxy on the way says
 * nothing about the account. `random` is from 0 to 1.
 */
export function afterEnding({ code, by }: Ending, past: Past, nowMs: number, random: number): Verdict {
  if (by === "sealed")
    return { do: "stop", why: "the kept session cannot be opened: put the former WHATSAPP_WEB_KEY (or COOKIE_SECRET) back, or unpair and pair anew" };
  if (by === "failure" || by === "stream") {
    if (code === 515) return { do: "reconnect", waitMs: 0 };
    if (code === 401) return { do: "unpair" };
    if (code === 440) {
      const recent = [...past.replacedAt, nowMs].filter((at) => nowMs - at < replacedWithinMs);
      if (recent.length >= replacedMost) return { do: "stop", why: "another program keeps taking the session over" };
      return { do: "stand-back", waitMs: 30_000 + random * 15_000 };
    }
    if (code === 405 && past.refusals + 1 >= refusalsMost)
      return { do: "stop", why: "WhatsApp refuses this protocol version: set a newer WHATSAPP_WEB_VERSION" };
    const why = stops[code];
    if (why !== undefined) return { do: "stop", why };
  }
  return { do: "reconnect", waitMs: backoffMs(past.failures, random) };
}

/** From a second to a minute, doubling; half of it is chance. */
const backoffMs = (failures: number, random: number): number => Math.min(60_000, 1_000 * 2 ** Math.min(failures, 10)) * (0.5 + random / 2);

export const noPast: Past = { failures: 0, replacedAt: [], refusals: 0 };

/** The past with one more ending; `held` = the connection had been good for a while. */
export function remember(past: Past, { code, by }: Ending, held: boolean, nowMs: number): Past {
  const ofWhatsApp = by === "failure" || by === "stream";
  return {
    failures: held || code === 515 ? 0 : past.failures + 1,
    replacedAt: [...past.replacedAt, ...(ofWhatsApp && code === 440 ? [nowMs] : [])].filter((at) => nowMs - at < replacedWithinMs),
    refusals: ofWhatsApp && code === 405 ? past.refusals + 1 : 0,
  };
}
