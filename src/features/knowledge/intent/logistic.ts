/** An example as numbers: the features it has, and its class. */
export interface Sample {
  features: Uint32Array;
  label: number;
}

/** Gives the probability of each class. */
export type Model = (features: Uint32Array) => number[];

/** Found by five-fold cross-validation (`npm run bench -- --only intent`); all are flat around these values. */
const epochs = 8;
const rate = 0.5;
const decay = 1e-5;
/** How far rare classes are made up for: 0 = not at all, 1 = every class counts the same. */
const balance = 0.5;

/**
 * Multinomial logistic regression by stochastic gradient descent with a step of its own for every feature (AdaGrad). The same
 * samples in the same order give the same model.
 */
export function train(samples: readonly Sample[], classes: number, size: number): Model {
  const weights = new Float32Array(classes * size);
  const travelled = new Float32Array(size).fill(1e-3);
  const bias = new Float64Array(classes);
  const importance = importanceOf(samples, classes);
  const scores = new Float64Array(classes);
  const judge = (features: Uint32Array): number => {
    // A long message holds more features, not stronger ones; a very short one tells little.
    const scale = 1 / Math.sqrt(features.length + 15);
    scores.fill(0);
    for (let i = 0; i < features.length; i++) {
      const at = at0(features, i) * classes;
      for (let c = 0; c < classes; c++) scores[c] = at0(scores, c) + at0(weights, at + c);
    }
    for (let c = 0; c < classes; c++) scores[c] = at0(bias, c) + scale * at0(scores, c);
    toProbabilities(scores);
    return scale;
  };
  const learn = ({ features, label }: Sample): void => {
    const scale = judge(features);
    let force = 0;
    for (let c = 0; c < classes; c++) {
      scores[c] = at0(importance, label) * (at0(scores, c) - (c === label ? 1 : 0));
      bias[c] = at0(bias, c) - 0.02 * at0(scores, c);
      force += at0(scores, c) ** 2;
    }
    for (let i = 0; i < features.length; i++) {
      const feature = at0(features, i);
      travelled[feature] = at0(travelled, feature) + force * scale * scale;
      const step = (rate * scale) / Math.sqrt(at0(travelled, feature));
      for (let at = feature * classes, c = 0; c < classes; at++, c++) weights[at] = at0(weights, at) * (1 - decay) - step * at0(scores, c);
    }
  };
  const order = [...samples];
  const random = createRandom(7);
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random);
    for (const it of order) learn(it);
  }
  return (features) => {
    judge(features);
    return [...scores];
  };
}

/** Indices here are always in range. */
const at0 = (list: Float32Array | Float64Array | Uint32Array, index: number): number => list[index] as number;

function importanceOf(samples: readonly Sample[], classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const { label } of samples) counts[label] = at0(counts, label) + 1;
  return counts.map((count) => (samples.length / classes / Math.max(1, count)) ** balance);
}

function toProbabilities(scores: Float64Array): void {
  const most = Math.max(...scores);
  let sum = 0;
  for (let c = 0; c < scores.length; c++) {
    scores[c] = Math.exp(at0(scores, c) - most);
    sum += at0(scores, c);
  }
  for (let c = 0; c < scores.length; c++) scores[c] = at0(scores, c) / sum;
}

function shuffle<T>(list: T[], random: (below: number) => number): void {
  for (let last = list.length - 1; last > 0; last--) {
    const at = random(last + 1);
    [list[last], list[at]] = [list[at] as T, list[last] as T];
  }
}

function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
