/** A step of a Dockerfile: its word in capitals, and the rest. */
export interface Step {
  word: string;
  rest: string;
}

/** The steps of a Dockerfile, with continued lines joined and comments left out. */
export function stepsOf(text: string): Step[] {
  return text
    .replace(/^\s*#.*$/gm, "")
    .replace(/\\\n/g, " ")
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const [, word = "", rest = ""] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
      return { word: word.toUpperCase(), rest };
    });
}

/** `A=1 B=2` */
export const assignments = (rest: string): Record<string, string> =>
  Object.fromEntries(rest.split(/\s+/).map((it) => [it.slice(0, it.indexOf("=")), it.slice(it.indexOf("=") + 1)]));

/** The command in `CMD ["…"]`, also behind the options of a HEALTHCHECK. */
export const commandOf = (rest: string): string[] => JSON.parse(rest.slice(rest.indexOf("[")));
