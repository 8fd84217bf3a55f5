import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../src", import.meta.url));
const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => name.replaceAll("\\", "/"));
const sources = new Map(files.map((name) => [name, readFileSync(join(root, name), "utf8")]));

/** Every import of our own, inline `import("…")` types included. */
function importsOf(name: string): string[] {
  const text = (sources.get(name) ?? "").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const found = [...text.matchAll(/(?:from\s+|import\s*\(\s*|import\s+)["'](\.[^"']+)["']/g)].map((it) => it[1] ?? "");
  return found.map((path) => relative(root, normalize(join(root, dirname(name), path))).replaceAll("\\", "/"));
}

const wingOf = (name: string): string => {
  const [first = "", second = ""] = name.split("/");
  return first === "features" ? `features/${second}` : name.includes("/") ? first : "";
};

/** The table of DESIGN: what a wing may import beside itself. Files directly in src are judged by name. */
const mayImport: Record<string, string[]> = {
  core: ["db"],
  db: [],
  // What is known of the language itself: words and learning, and nothing of anybody's subject.
  language: [],
  // Pictures of data: letters, lines and pixels, and nothing of anybody's subject.
  drawing: [],
  "features/people": ["core", "db"],
  "features/knowledge": ["core", "db", "language"],
  // From a person's answer to the knowledge base: between people and what the base holds.
  "features/handoff": ["core", "db", "features/people", "features/knowledge"],
  "features/competency": ["core", "db", "drawing", "features/people"],
  "features/training": ["core", "db", "language", "features/people", "features/competency"],
  "features/enrolment": ["core", "db", "language", "features/people", "features/competency", "features/training"],
  "features/completion": ["core", "db", "features/people", "features/competency", "features/training", "features/enrolment"],
  "features/organise": ["core", "db", "features/people", "features/competency", "features/training", "features/enrolment", "features/completion"],
  "features/feedback": [
    "core",
    "db",
    "drawing",
    "language",
    "features/people",
    "features/competency",
    "features/training",
    "features/enrolment",
    "features/completion",
    "features/organise",
  ],
  "features/advice": ["core", "db", "language", "features/people", "features/competency", "features/training", "features/enrolment", "features/feedback"],
  bot: ["core", "llm", "db", "language"],
  // Drawing only for the pictures of a prompt's test set.
  llm: ["core", "db", "drawing"],
  channels: ["core", "db", "log.ts"],
  delivery: ["core", "db", "log.ts"],
  http: ["core", "log.ts"],
  // A made-up city, put in through the same imports as a real one.
  demo: ["core", "db", "features/people", "features/competency", "features/training", "features/completion", "features/organise", "settings"],
  // The command line is a door for operators: it drives the whole app, and nothing but the two starters knows it.
  command: [
    "core",
    "db",
    "features/people",
    "features/knowledge",
    "features/handoff",
    "features/competency",
    "features/training",
    "features/enrolment",
    "features/completion",
    "features/organise",
    "features/feedback",
    "channels",
    "bot",
    "llm",
    "delivery",
    "demo",
    "demo-at-start.ts",
    "app.ts",
    "log.ts",
    "model-at-start.ts",
    "service",
    "settings",
  ],
  // The environment, read and judged in one place; a kept secret is made with the base.
  settings: ["db", "app.ts"],
  // What is learnt from the shipped examples, in a process of its own.
  learning: ["bot", "features/competency", "features/knowledge", "language", "log.ts"],
  // What runs while the service runs: it joins the rooms as app.ts does.
  service: [
    "app.ts",
    "bot",
    "channels",
    "command",
    "core",
    "db",
    "delivery",
    "http",
    "llm",
    "log.ts",
    "office-hours.ts",
    "settings",
    "features/people",
    "features/knowledge",
    "features/handoff",
    "features/competency",
    "features/training",
    "features/enrolment",
    "features/completion",
    "features/organise",
    "features/feedback",
    "features/advice",
  ],
};

describe("the house", () => {
  it("keeps its walls", () => {
    const breaches = files.flatMap((name) => {
      const wing = wingOf(name);
      if (wing === "") return [];
      const allowed = mayImport[wing];
      if (!allowed) return [`${name}: the wing ${wing} is not in the table`];
      return importsOf(name)
        .filter((target) => {
          const other = wingOf(target) || target;
          return other !== wing && !allowed.includes(other);
        })
        .map((target) => `${name} imports ${target}`);
    });
    expect(breaches).toEqual([]);
  });

  it("has no circle of imports", () => {
    const state = new Map<string, "open" | "done">();
    const circles: string[] = [];
    const visit = (name: string, path: string[]): void => {
      if (state.get(name) === "done" || !sources.has(name)) return;
      if (state.get(name) === "open") {
        circles.push([...path.slice(path.indexOf(name)), name].join(" → "));
        return;
      }
      state.set(name, "open");
      for (const target of importsOf(name)) visit(target, [...path, name]);
      state.set(name, "done");
    };
    for (const name of files) visit(name, []);
    expect(circles).toEqual([]);
  });

  it("has no bag and no file longer than 250 lines", () => {
    const bags = files.filter((name) => /(^|\/)(types|utils?|helpers?|common|lib|misc)(\.ts|\/)/.test(name));
    const long = [...sources].filter(([, text]) => text.split("\n").length > 251).map(([name]) => name);
    expect({ bags, long }).toEqual({ bags: [], long: [] });
  });

  it("reads the environment only where the program starts", () => {
    const readers = [...sources].filter(([, text]) => /process\.env/.test(text)).map(([name]) => name);
    expect(readers.filter((name) => !["main.ts", "cli.ts"].includes(name))).toEqual([]);
  });
});
