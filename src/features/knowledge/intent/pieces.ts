const border = /(?<=[.!?;])\s+|\n+|["“”()[\]<>]|\s'|'\s/;
const fewest = 4;
/** Words that a window over a text without full stops shows, and how far it moves on. */
const window = { words: 12, step: 5 };

/** Sentences, quotations and stretches of a longer message: an order hides among harmless words. None for a short message. */
export function piecesOf(message: string): string[] {
  const sentences = message.split(border).map((it) => it.trim());
  const whole = sentences.length > 1 ? sentences.filter((it) => it.split(/\s+/).length >= fewest) : [];
  const words = message.split(/\s+/);
  if (words.length < window.words + fewest) return whole;
  const stretches = Math.ceil((words.length - window.words) / window.step) + 1;
  return [...whole, ...Array.from({ length: stretches }, (_, at) => words.slice(at * window.step, at * window.step + window.words).join(" "))];
}
