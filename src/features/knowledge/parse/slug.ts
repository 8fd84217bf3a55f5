const longest = 80;

/** Lower-case words joined by hyphens, cut at a word border: safe in an anchor and in a link. */
export function slug(text: string): string {
  const whole = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  if (whole.length <= longest) return whole;
  const cut = whole.slice(0, longest + 1);
  return cut.slice(0, Math.max(cut.lastIndexOf("-"), 1));
}

/**
 * Hands out each anchor once. Only a clash gets a number behind it, so that an anchor outlives passages added
 * before or after it.
 */
export function anchors(): (wanted: string) => string {
  const taken = new Set<string>();
  return (wanted) => {
    const base = wanted || "isi";
    let anchor = base;
    for (let at = 2; taken.has(anchor); at += 1) anchor = `${base}-${at}`;
    taken.add(anchor);
    return anchor;
  };
}
