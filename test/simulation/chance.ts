/** Chance that is the same for the same seed. */
export interface Chance {
  /** From 0 up to, not including, 1. */
  unit(): number;
  normal(mean?: number, spread?: number): number;
  /** A whole number of both ends. */
  whole(least: number, most: number): number;
  shuffled<T>(all: T[]): T[];
}

/** Mulberry32 (Ettinger 2017): 32 bits of state are plenty for a city. */
export function chanceOf(seed: number): Chance {
  let state = (seed * 2_654_435_761) >>> 0;
  const unit = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    unit,
    normal: (mean = 0, spread = 1) => mean + spread * Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
    whole: (least, most) => least + Math.floor(unit() * (most - least + 1)),
    shuffled(all) {
      const own = [...all];
      for (let at = own.length - 1; at > 0; at--) {
        const other = Math.floor(unit() * (at + 1));
        [own[at], own[other]] = [own[other] as (typeof own)[0], own[at] as (typeof own)[0]];
      }
      return own;
    },
  };
}

/** How likely a standard normal is below (Zelen and Severo 1964, 26.2.17: off by less than 1e-7). */
export function below(z: number): number {
  const t = 1 / (1 + 0.231_641_9 * Math.abs(z));
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
  return z >= 0 ? 1 - tail : tail;
}

export const logistic = (it: number): number => 1 / (1 + Math.exp(-it));
