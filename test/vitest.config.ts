import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // One file more than there are cores: those with real programs mostly wait, for a lease, a pace or a browser.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 120_000,
    hookTimeout: 240_000,
    // Patience costs nothing where all is well, and a loaded machine needs it.
    expect: { poll: { timeout: 60_000 } },
    reporters: ["default"],
  },
});
