import { type ChildProcess, spawn } from "node:child_process";
import { scriptLine } from "../script-line.ts";

export interface Program {
  child: ChildProcess;
  out(): string;
  err(): string;
  /** Exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;
}

/** Settings of the tests' own machine must not reach the program. */
const environment = (settings: Record<string, string>) => ({ PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...settings });

export interface Place {
  /** Current folder; a `.env` there would be read. */
  cwd: string;
  settings?: Record<string, string>;
  /** Put before the program, e.g. `unshare -n`. */
  under?: string[];
  input?: string;
  /** Number of the user (and group) to run as. */
  user?: number;
}

/** Starts any program and collects what it says. */
export function start(command: string[], { cwd, settings = {}, input, user }: Place): Program {
  const [file = "", ...args] = command;
  const child = spawn(file, args, { cwd, env: environment(settings), stdio: ["pipe", "pipe", "pipe"], ...(user !== undefined && { uid: user, gid: user }) });
  let out = "";
  let err = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (err += text));
  child.stdin?.on("error", () => {}); // it ended without reading all of it
  if (input !== undefined) child.stdin?.end(input);
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(code ?? signal ?? "SIGKILL"));
  });
  return { child, out: () => out, err: () => err, ended };
}

/** `npm start` */
export const startMain = (place: Place, ...args: string[]): Program =>
  start([...(place.under ?? []), process.execPath, ...scriptLine("start"), ...args], {
    ...place,
    settings: { PORT: "0", LOG_LEVEL: "warn", DEMO: "off", ...place.settings },
  });

/** `npm run -s kawan -- …`, with what it said and its exit code. */
export async function kawan(place: Place, ...args: string[]): Promise<{ code: number | NodeJS.Signals; out: string; err: string }> {
  const program = startKawan(place, ...args);
  if (place.input === undefined) program.child.stdin?.end();
  const code = await program.ended;
  return { code, out: program.out(), err: program.err() };
}

export const startKawan = (place: Place, ...args: string[]): Program =>
  start([...(place.under ?? []), process.execPath, ...scriptLine("kawan"), ...args], place);

/** The service's address, once it has said that it is ready. */
export async function ready(program: Program): Promise<string> {
  await said(program, () => /web chat +http/.test(program.out()));
  return /web chat +(http\S+)/.exec(program.out())?.[1] ?? "";
}

/** Waits until something holds, unless the program ends before. */
export async function said(program: Program, holds: () => boolean): Promise<void> {
  let code: number | NodeJS.Signals | undefined;
  void program.ended.then((it) => {
    code = it;
  });
  while (!holds()) {
    if (code !== undefined) throw new Error(`ended with ${code}: ${program.err()}${program.out()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Stops a program as an operator does; returns its exit code. */
export function stop(program: Program): Promise<number | NodeJS.Signals> {
  program.child.kill("SIGTERM");
  return program.ended;
}
