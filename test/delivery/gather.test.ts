import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gather } from "../../src/core/gather.ts";

/** Lets everything that can happen now happen. */
const settle = () => new Promise((done) => setImmediate(done));

/** A write whose end the test decides. */
function heldWrite() {
  const writes: { items: number[]; end(): void; fail(error: Error): void }[] = [];
  const write = (items: number[]): Promise<number[]> => {
    const { promise, resolve, reject } = Promise.withResolvers<number[]>();
    writes.push({ items, end: () => resolve(items.map((it) => it * 10)), fail: reject });
    return promise;
  };
  return { writes, one: gather(write) };
}

describe("gather", () => {
  it("lets a lonely call wait for nobody and joins those that come while a write is under way", async () => {
    const { writes, one } = heldWrite();
    const first = one(1);
    expect(writes.map((it) => it.items)).toEqual([[1]]);
    const rest = Promise.all([one(2), one(3), one(4)]);
    await settle();
    expect(writes).toHaveLength(1);
    writes[0]?.end();
    expect(await first).toBe(10);
    await settle();
    expect(writes.map((it) => it.items)).toEqual([[1], [2, 3, 4]]);
    writes[1]?.end();
    expect(await rest).toEqual([20, 30, 40]);
    const again = one(5);
    expect(writes[2]?.items).toEqual([5]);
    writes[2]?.end();
    expect(await again).toBe(50);
  });

  it("writes at most two hundred at once, in order", async () => {
    const sizes: number[] = [];
    const one = gather(async (items: number[]) => {
      sizes.push(items.length);
      return items;
    });
    const all = Array.from({ length: 451 }, (_, at) => at);
    expect(await Promise.all(all.map(one))).toEqual(all);
    expect(sizes).toEqual([1, 200, 200, 50]);
  });

  it("tries what met a deadlock once more together, and then one by one", async () => {
    const deadlock = Object.assign(new Error("deadlock detected"), { code: "40P01" });
    const { writes, one } = heldWrite();
    const first = one(1);
    const rest = Promise.all([one(2), one(3)]);
    writes[0]?.end();
    await first;
    await settle();
    writes[1]?.fail(deadlock);
    await settle();
    writes[2]?.fail(deadlock);
    await settle();
    writes[3]?.end();
    await settle();
    writes[4]?.end();
    expect(await rest).toEqual([20, 30]);
    expect(writes.map((it) => it.items)).toEqual([[1], [2, 3], [2, 3], [2], [3]]);
  });

  it("lets a bad item cost only itself", async () => {
    const one = gather(async (items: number[]) => {
      const bad = items.find((it) => it % 5 === 0);
      if (bad !== undefined) throw new Error(`bad ${bad}`);
      return items.map((it) => it * 10);
    });
    const results = await Promise.allSettled([1, 2, 5, 3, 10].map(one));
    expect(results.map((it) => (it.status === "fulfilled" ? it.value : it.reason.message))).toEqual([10, 20, "bad 5", 30, "bad 10"]);
    expect(await one(4)).toBe(40);
  });

  it("tries each of a failed write alone and in order, and only then goes on with later ones", async () => {
    const { writes, one } = heldWrite();
    const all = [one(1), one(2), one(3)];
    writes[0]?.end();
    await settle();
    const results = Promise.allSettled([...all, one(4)]);
    writes[1]?.fail(new Error("no"));
    await settle();
    expect(writes.map((it) => it.items)).toEqual([[1], [2, 3], [2]]);
    writes[2]?.end();
    await settle();
    writes[3]?.fail(new Error("alone"));
    await settle();
    expect(writes.map((it) => it.items)).toEqual([[1], [2, 3], [2], [3], [4]]);
    writes[4]?.end();
    expect((await results).map((it) => (it.status === "fulfilled" ? it.value : it.reason.message))).toEqual([10, 20, "alone", 40]);
  });

  it("hands each caller its own result, whenever they come and whatever fails", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ bad: fc.boolean(), pause: fc.boolean() }), { maxLength: 60 }), async (calls) => {
        let writing = 0;
        const one = gather(async (items: number[]) => {
          expect(++writing).toBe(1);
          await settle();
          writing -= 1;
          if (items.some((at) => calls[at]?.bad)) throw new Error("bad");
          return items.map((at) => `result ${at}`);
        });
        const results: Promise<string>[] = [];
        for (const [at, { pause }] of calls.entries()) {
          results.push(one(at).catch((error: Error) => error.message));
          if (pause) await settle();
        }
        expect(await Promise.all(results)).toEqual(calls.map(({ bad }, at) => (bad ? "bad" : `result ${at}`)));
      }),
      { numRuns: 50 },
    );
  });

  it("goes on beside a write that is stuck, as far as it may", async () => {
    const { promise: stuck, resolve: free } = Promise.withResolvers<void>();
    const write = gather(
      async (items: string[]) => {
        if (items.includes("stuck")) await stuck;
        return items;
      },
      { atOnce: 2 },
    );
    const first = write("stuck");
    expect(await write("a")).toBe("a");
    expect(await Promise.all([write("b"), write("c")])).toEqual(["b", "c"]);
    free();
    expect(await first).toBe("stuck");
    expect(await write("d")).toBe("d");
  });
});
