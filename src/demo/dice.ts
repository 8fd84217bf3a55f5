/** Chances that fall the same way for the same seed (mulberry32), so that a demo looks alike everywhere. */
export interface Dice {
  /** 0 ≤ n < 1. */
  roll(): number;
  /** A whole number, both ends possible. */
  between(low: number, high: number): number;
  pick<T>(from: readonly T[]): T;
}

export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const roll = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + Math.floor(roll() * (high - low + 1));
  return { roll, between, pick: (from) => from[between(0, from.length - 1)] as (typeof from)[number] };
}
