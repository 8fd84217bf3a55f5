/** Vectors of length 1 side by side, compared one by one: exact, and quick enough for tens of thousands. */
export interface Matrix {
  put(digest: string, vector: ArrayLike<number>): void;
  remove(digest: string): void;
  /** The nearest, nearest first. */
  nearest(vector: Float32Array, limit: number): string[];
}

export function createMatrix(dimension: number): Matrix {
  let numbers = new Float32Array(64 * dimension);
  const digests: string[] = [];
  const rows = new Map<string, number>();
  return {
    put(digest, vector) {
      let row = rows.get(digest);
      if (row === undefined) {
        row = digests.length;
        digests.push(digest);
        rows.set(digest, row);
        if (digests.length * dimension > numbers.length) {
          const wider = new Float32Array(numbers.length * 2);
          wider.set(numbers);
          numbers = wider;
        }
      }
      numbers.set(vector, row * dimension);
    },
    remove(digest) {
      const row = rows.get(digest);
      if (row === undefined) return;
      rows.delete(digest);
      const last = digests.pop() ?? digest;
      if (last === digest) return;
      // The last row moves into the gap.
      numbers.copyWithin(row * dimension, digests.length * dimension, (digests.length + 1) * dimension);
      digests[row] = last;
      rows.set(last, row);
    },
    nearest(vector, limit) {
      const cosines = digests.map((_, row) => {
        let sum = 0;
        for (let at = 0, from = row * dimension; at < dimension; at++) sum += (vector[at] ?? 0) * (numbers[from + at] ?? 0);
        return sum;
      });
      const best = leastOfBest(cosines, limit);
      return digests
        .map((digest, row) => ({ digest, cosine: cosines[row] ?? 0 }))
        .filter((it) => it.cosine >= best)
        .sort((a, b) => b.cosine - a.cosine || (a.digest < b.digest ? -1 : 1))
        .slice(0, limit)
        .map((it) => it.digest);
    },
  };
}

/** The value that a row must reach to be among the best, without sorting objects. */
function leastOfBest(values: number[], count: number): number {
  if (values.length <= count) return Number.NEGATIVE_INFINITY;
  return Float64Array.from(values).sort()[values.length - count] ?? Number.NEGATIVE_INFINITY;
}
