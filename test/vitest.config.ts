import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Real databases and a real browser: two cores bear two files at a time.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 240_000,
    // Patience costs nothing where all is well, and a loaded machine needs it.
    expect: { poll: { timeout: 60_000 } },
    reporters: ["default"],
  },
});
