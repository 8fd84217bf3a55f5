/** Groups of which a question means one member, each member with its names: what holds of one says nothing of another. */
export const contrasts: readonly (readonly (readonly string[])[])[] = [
  [["pns"], ["pppk", "p3k"], ["cpns"], ["honorer", "non asn"]],
  [["pkn i", "pkn tingkat i"], ["pkn ii", "pkn tingkat ii"], ["pka"], ["pkp"], ["latsar", "prajabatan"]],
  [["tanjungpinang"], ["kendari"], ["lhokseumawe"], ["pontianak"]],
];

/** What speaking of another member counts against a passage, group by group; fitted together with the weights of the support. */
const against = [2, 4, 4];

/** How strongly it speaks against a passage that it is about others than the question: PNS where PPPK are asked for. */
export function contrast(plainQuestion: string, passage: string): number {
  const text = ` ${passage.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ")} `;
  return contrasts.reduce((sum, group, at) => {
    const asked = group.filter((names) => speaksOf(plainQuestion, names));
    const told = group.filter((names) => speaksOf(text, names));
    const another = asked.length > 0 && told.length > 0 && !asked.some((it) => told.includes(it));
    return another ? sum + (against[at] ?? 0) : sum;
  }, 0);
}

const speaksOf = (text: string, names: readonly string[]): boolean => names.some((it) => text.includes(` ${it} `));
