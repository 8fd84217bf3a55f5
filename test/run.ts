/*
 * `npm test`: everything that CI runs. Format and lint, types, then all tests on both databases and in a real browser.
 * A report of known vulnerabilities closes it; it informs and fails nothing.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { hastyPostgres } from "./postgres.ts";

const require = createRequire(import.meta.url);
const wanted = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), "kawan-test-"));

/** Runs a program with our own Node; resolves with its exit code. */
function run(title: string, args: string[], environment: Record<string, string> = {}): Promise<number> {
  console.log(`\n— ${title}`);
  const child = spawn(process.execPath, args, { stdio: "inherit", env: { ...process.env, ...environment } });
  return new Promise((done) => child.on("close", (code) => done(code ?? 1)));
}

const binOf = (name: string, path: string): string => join(dirname(require.resolve(`${name}/package.json`)), path);

const failures: string[] = [];
const step = async (title: string, args: string[]): Promise<void> => {
  if ((await run(title, args)) !== 0) failures.push(title);
};

const database = await hastyPostgres();
try {
  if (wanted.length === 0) {
    await step("format and lint", [binOf("@biomejs/biome", "bin/biome"), "check", "--error-on-warnings", "."]);
    await step("types", [binOf("typescript", "bin/tsc"), "--noEmit"]);
  }
  console.log(`\ndatabases: embedded (PGlite) and ${database.description}`);
  const report = join(scratch, "report.json");
  const vitest = [binOf("vitest", "vitest.mjs"), "run", "--config", "test/vitest.config.ts", "--root", ".", ...wanted];
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile=${report}`];
  if ((await run("tests", [...vitest, ...reporters], { TEST_DATABASE_URL: database.url })) !== 0) failures.push("tests");
  const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped } = JSON.parse(readFileSync(report, "utf8"));
  if (skipped > 0) failures.push(`${skipped} tests skipped`);
  if (process.env.CI && wanted.length === 0) await audit();
  for (const it of failures) console.log(`failed: ${it}`);
  console.log(`\n${passed} passed, ${Math.max(failed, failures.length)} failed`);
} finally {
  await database.stop();
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = failures.length > 0 ? 1 : 0;

async function audit(): Promise<void> {
  console.log("\n— npm audit (a report)");
  const child = spawn("npm", ["audit", "--omit=dev"], { stdio: "inherit" });
  await new Promise((done) => child.on("close", done).on("error", done));
}
