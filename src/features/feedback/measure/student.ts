/** The normal quantile that leaves 2.5 percent above it. */
const z = 1.959963984540054;

/**
 * The quantile of Student's t that leaves 2.5 percent above it, by Cornish-Fisher (Abramowitz and Stegun 26.7.5); within half a percent from two
 * degrees of freedom up, and fewer are taken for two.
 */
export function tQuantile(df: number): number {
  const d = Math.max(2, df);
  const [z2, z3] = [z ** 2, z ** 3];
  const first = (z3 + z) / 4;
  const second = (z * ((5 * z2 + 16) * z2 + 3)) / 96;
  const third = (z * (((3 * z2 + 19) * z2 + 17) * z2 - 15)) / 384;
  const fourth = (z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945)) / 92_160;
  return z + first / d + second / d ** 2 + third / d ** 3 + fourth / d ** 4;
}
