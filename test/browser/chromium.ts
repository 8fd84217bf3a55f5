import { accessSync, constants, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The browser of this machine; a missing one fails the test and says what to install. */
function findChromium(): string {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const candidates = [process.env.CHROMIUM_PATH ?? "", ...folders.flatMap((folder) => names.map((name) => join(folder, name)))];
  const found = candidates.find((path) => path !== "" && runnable(path));
  if (found) return found;
  throw new Error(
    "The browser tests need Chromium or Google Chrome: install it (Debian and Ubuntu: apt-get install chromium; macOS: brew install --cask google-chrome), or set CHROMIUM_PATH to its program.",
  );
}

function runnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const openChromium = (): Promise<Browser> => chromium.launch({ executablePath: findChromium(), headless: true, args: flags });

const output = new URL("../output/", import.meta.url).pathname;

/** Writes `test/output/{name}.png` for people to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(output, { recursive: true });
  await page.screenshot({ path: join(output, `${name}.png`) });
}
