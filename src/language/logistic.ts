/** An example as numbers: the features it has, and its class. */
export interface Sample {
  features: Uint32Array;
  label: number;
}

/** Gives the probability of each class. */
export type Model = (features: Uint32Array) => number[];

/**
 * What was learnt, as plain data that can be kept. Six weights of seven are nought with many classes, so only the others are listed:
 * those of feature f stand from `starts[f]` to `starts[f + 1]`.
 */
export interface Weights {
  starts: Uint32Array;
  /** Class of each weight. */
  classes: Uint8Array;
  values: Float32Array;
  bias: Float64Array;
  padding: number;
}

/** How much of a weight is forgotten at each step. */
const decay = 1e-5;
/** How to learn. The defaults were found by five-fold cross-validation (`npm run bench -- --only intent`); all are flat around them. */
export interface Training {
  /** How often every sample is seen. */
  epochs?: number;
  /** How far a step goes. */
  rate?: number;
  /** Features by which every sample counts as longer than it is: a very short one tells little. */
  padding?: number;
  /**
   * A class whose share is as near as this to what it should be learns nothing, and a sample that teaches no class is not seen again:
   * with many classes most of the work is saved.
   */
  tolerance?: number;
  /** How far rare classes are made up for: 0 = not at all, 1 = every class counts the same. */
  balance?: number;
}

/**
 * Multinomial logistic regression by stochastic gradient descent with a step of its own for every feature (AdaGrad). The same
 * samples in the same order give the same weights.
 */
export function train(
  samples: readonly Sample[],
  classes: number,
  size: number,
  { epochs = 8, rate = 0.5, padding = 15, tolerance = 0, balance = 0.5 }: Training = {},
): Weights {
  const weights = new Float32Array(classes * size);
  const travelled = new Float32Array(size).fill(1e-3);
  const bias = new Float64Array(classes);
  const importance = importanceOf(samples, classes, balance);
  const scores = new Float64Array(classes);
  const moving = new Uint32Array(classes);
  const judge = (features: Uint32Array): number => {
    // A long message holds more features, not stronger ones.
    const scale = 1 / Math.sqrt(features.length + padding);
    scores.fill(0);
    for (let i = 0; i < features.length; i++) {
      const at = at0(features, i) * classes;
      for (let c = 0; c < classes; c++) scores[c] = at0(scores, c) + at0(weights, at + c);
    }
    for (let c = 0; c < classes; c++) scores[c] = at0(bias, c) + scale * at0(scores, c);
    toProbabilities(scores);
    return scale;
  };
  const learn = ({ features, label }: Sample): boolean => {
    const scale = judge(features);
    let force = 0;
    let moved = 0;
    for (let c = 0; c < classes; c++) {
      const pull = at0(importance, label) * (at0(scores, c) - (c === label ? 1 : 0));
      if (Math.abs(pull) < tolerance) continue;
      scores[c] = pull;
      bias[c] = at0(bias, c) - 0.02 * pull;
      force += pull ** 2;
      moving[moved++] = c;
    }
    if (moved === 0) return false;
    for (let i = 0; i < features.length; i++) {
      const feature = at0(features, i);
      travelled[feature] = at0(travelled, feature) + force * scale * scale;
      const step = (rate * scale) / Math.sqrt(at0(travelled, feature));
      for (let m = 0, first = feature * classes; m < moved; m++) {
        const c = at0(moving, m);
        weights[first + c] = at0(weights, first + c) * (1 - decay) - step * at0(scores, c);
      }
    }
    return true;
  };
  let order = [...samples];
  const random = createRandom(7);
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random);
    order = order.filter(learn);
  }
  return { ...listed(weights, classes, size), bias, padding };
}

/** Judges by what was learnt. */
export function modelOf({ starts, classes, values, bias, padding }: Weights): Model {
  const scores = new Float64Array(bias.length);
  return (features) => {
    scores.fill(0);
    for (let i = 0; i < features.length; i++) {
      const feature = at0(features, i);
      for (let at = at0(starts, feature); at < at0(starts, feature + 1); at++) scores[at0(classes, at)] = at0(scores, at0(classes, at)) + at0(values, at);
    }
    const scale = 1 / Math.sqrt(features.length + padding);
    for (let c = 0; c < scores.length; c++) scores[c] = at0(bias, c) + scale * at0(scores, c);
    toProbabilities(scores);
    return [...scores];
  };
}

function listed(weights: Float32Array, classes: number, size: number): Pick<Weights, "starts" | "classes" | "values"> {
  if (classes > 256) throw new Error("a class is kept in one byte");
  const count = weights.reduce((sum, it) => sum + (it === 0 ? 0 : 1), 0);
  const list = { starts: new Uint32Array(size + 1), classes: new Uint8Array(count), values: new Float32Array(count) };
  let next = 0;
  for (let at = 0; at < weights.length; at++) {
    if (at % classes === 0) list.starts[at / classes] = next;
    if (at0(weights, at) === 0) continue;
    list.classes[next] = at % classes;
    list.values[next++] = at0(weights, at);
  }
  list.starts[size] = next;
  return list;
}

/** Indices here are always in range. */
const at0 = (list: Float32Array | Float64Array | Uint32Array | Uint8Array, index: number): number => list[index] as number;

function importanceOf(samples: readonly Sample[], classes: number, balance: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const { label } of samples) counts[label] = at0(counts, label) + 1;
  return counts.map((count) => (samples.length / classes / Math.max(1, count)) ** balance);
}

function toProbabilities(scores: Float64Array): void {
  let most = at0(scores, 0);
  for (let c = 1; c < scores.length; c++) most = Math.max(most, at0(scores, c));
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
