import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);

/** What a script of package.json gives to Node, with its paths from the root, so that it may be started from any folder. */
export function scriptLine(name: "start" | "kawan"): string[] {
  const { scripts } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
  const [, ...args] = String(scripts[name]).split(" ");
  return args.map((it) => (it.startsWith("./") ? new URL(it, root).href : it.startsWith("src/") ? fileURLToPath(new URL(it, root)) : it));
}
