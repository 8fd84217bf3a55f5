#!/usr/bin/env node
// Started by whatever Node the machine has, so plain JavaScript that an old one understands too. It only finds the
// Node that came with the package and starts the command line's own source with it.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const source = dirname(fileURLToPath(import.meta.url));
const needed = 26;

const names = process.platform === "win32" ? ["node.exe"] : ["bin/node"];
const packages = [`node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`];

function bundledNode() {
  // Upwards, since npm may have put the package beside this one, not inside it.
  for (let folder = source; ; folder = dirname(folder)) {
    for (const name of packages) {
      for (const file of [...names, "bin/node.exe"]) {
        const found = join(folder, "node_modules", name, file);
        if (existsSync(found)) return found;
      }
    }
    if (folder === dirname(folder)) return null;
  }
}

const node = bundledNode() ?? (Number.parseInt(process.versions.node, 10) >= needed ? process.execPath : null);
if (node === null) {
  process.stderr.write(`kawan needs Node ${needed}, and the one that npm installs with it is missing: run "npm ci" without --omit=optional.\n`);
  process.exit(1);
}

// Node takes the types away from sources, but not under node_modules.
const flags = source.split(/[\\/]/).includes("node_modules")
  ? ["--disable-warning=ExperimentalWarning", "--import", new URL("./strip-types.mjs", import.meta.url).href]
  : [];
const keep = ["--import", new URL("./compile-cache.mjs", import.meta.url).href];
const child = spawn(node, [...keep, ...flags, join(source, "cli.ts"), ...process.argv.slice(2)], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  // Ctrl-C reaches the child by itself, as it reaches everybody of the terminal.
  process.on(signal, () => signal === "SIGINT" || child.kill(signal));
}
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
