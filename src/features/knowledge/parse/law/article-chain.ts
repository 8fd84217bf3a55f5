import { type ArticleMark, articleMarks, type Reading } from "./article-marks.ts";

/** A heading of an article in a text: `[from, to)` is the heading itself. */
export interface ArticleHeading {
  number: number;
  suffix: string;
  from: number;
  to: number;
}

interface Node extends Reading {
  mark: number;
  from: number;
  value: number;
  score: number;
  before: Node | null;
}

/** How far back a heading looks for the one before it: no regulation has that many in between. */
const reach = 1500;

/**
 * The headings of articles in a text: of all places that name an article, the ascending chain that looks most like
 * headings and leaves the fewest numbers out. `step` is what a number left out costs; where only some articles are
 * quoted (amendments, explanations), next to nothing.
 */
export function articleChain(text: string, step = 1.5): ArticleHeading[] {
  const marks = articleMarks(text);
  const nodes: Node[] = [];
  let best: Node | null = null;
  for (const [at, mark] of marks.entries()) {
    for (const reading of mark.readings) {
      const score = mark.shape - reading.doubt;
      // Worse than the number it would fill in: can never be part of the best chain.
      if (score < -Math.max(step, 0.5)) continue;
      const node = link({ ...reading, mark: at, from: mark.from, value: rankOf(reading), score, before: null }, nodes, step);
      if (best === null || node.score > best.score) best = node;
      nodes.push(node);
    }
  }
  const chain: Node[] = [];
  for (let node: Node | null = best; node !== null; node = node.before) chain.unshift(node);
  return fill(chain, marks).map(({ number, suffix, from, to }) => ({ number, suffix, from, to }));
}

function link(node: Node, earlier: readonly Node[], step: number): Node {
  const own = node.score;
  node.score = own - gap(0, node.value, step);
  const farthest = Math.max(0, earlier.length - reach);
  for (let at = earlier.length - 1; at >= farthest; at -= 1) {
    const other = earlier[at];
    if (other === undefined || other.mark === node.mark || other.value >= node.value) continue;
    const score = other.score + own - gap(other.value, node.value, step);
    if (score <= node.score) continue;
    node.score = score;
    node.before = other;
  }
  return node;
}

/** Beyond this many, more missing numbers say no more: it is an excerpt that somebody made. */
const excerpt = 9;

function gap(from: number, to: number, step: number): number {
  const missing = Math.max(0, Math.ceil(to - 0.999) - Math.floor(from) - 1);
  return step * Math.min(missing, 2) + (step / 5) * Math.min(Math.max(0, missing - 2), excerpt);
}

function rankOf(reading: Reading): number {
  return reading.number + (reading.suffix === "" ? 0 : (reading.suffix.charCodeAt(0) - 64) / 100);
}

/** Headings on their own line whose number is unreadable take the missing number, when there are just as many of both. */
function fill(chain: Node[], marks: ArticleMark[]): Node[] {
  return chain.flatMap((node, at) => {
    const next = chain[at + 1];
    if (next === undefined) return [node];
    const missing = Math.floor(next.value) - Math.floor(node.value) - 1;
    if (missing < 1 || missing > 9) return [node];
    const alone = marks
      .map((mark, index) => ({ mark, index }))
      .filter(({ mark, index }) => mark.alone && mark.shape >= 4 && index > node.mark && index < next.mark)
      .filter(({ mark }) => !mark.readings.some((it) => it.number === node.number || it.number === next.number));
    if (alone.length !== missing) return [node];
    return [node, ...alone.map(({ mark, index }, step) => repaired(mark, index, node.number + step + 1))];
  });
}

function repaired(mark: ArticleMark, index: number, number: number): Node {
  const to = Math.max(...mark.readings.map((it) => it.to));
  return { number, suffix: "", to, doubt: 2, mark: index, from: mark.from, value: number, score: 0, before: null };
}
