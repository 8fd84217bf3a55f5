/** The same work, with its newest results at hand: for what is asked of one message several times. A result is only read. */
export function remembering<R>(most: number, work: (text: string) => R): (text: string) => R {
  const known = new Map<string, R>();
  return (text) => {
    const held = known.get(text);
    if (held !== undefined) return held;
    const result = work(text);
    known.set(text, result);
    if (known.size > most) known.delete(known.keys().next().value ?? "");
    return result;
  };
}
