import { fork } from "node:child_process";
import { tmpdir } from "node:os";
import { type Line, openLine } from "./line.ts";
import type { ProcessCalls, ServiceCalls } from "./protocol.ts";

/** The process that speaks WhatsApp for one number. */
export interface Child {
  line: Line<ProcessCalls>;
  /** Resolves when it is gone, however. */
  gone: Promise<void>;
  /** At once; what it had not written is not written. */
  kill(): void;
}

/**
 * A process of its own, so that it fails alone and what its libraries print reaches nobody: all its output is closed, and what it
 * says comes over the line as plain data. It inherits no environment, so that none can weaken its TLS or load code into it.
 */
export function startChild(own: ServiceCalls): Child {
  const child = fork(new URL("./child/main.ts", import.meta.url), [], {
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    serialization: "advanced",
    execArgv: typesUnderModules(),
    env: { TMPDIR: tmpdir(), TEMP: tmpdir(), ...(process.platform === "win32" && { SystemRoot: "C:\\Windows" }) },
  });
  const gone = Promise.withResolvers<void>();
  const wire = {
    // One that is ending does not hear any more; that it is gone is told below.
    send: (message: unknown) => void (child.connected && child.send(message as object, () => {})),
    hear: (listener: (message: unknown) => void) => void child.on("message", listener),
  };
  const line = openLine<ProcessCalls>(wire, own);
  const end = () => {
    line.close();
    gone.resolve();
  };
  child.on("error", end);
  child.on("exit", end);
  child.on("disconnect", () => line.close());
  return { line, gone: gone.promise, kill: () => void child.kill("SIGKILL") };
}

/** Looks in vain after which a process is given up: when it is ready, and before, when it loads its library. */
const looksInVain = { ready: 3, before: 15 } as const;

/** Tells when a process has not answered for several looks on end: it turns in a circle, or is stopped, and would never say that it is lost. */
export function watch({ line, gone }: Child, everyMs: number, ready: Promise<void>, deaf: () => void): void {
  let inVain = 0;
  let most: number = looksInVain.before;
  const isReady = () => {
    most = looksInVain.ready;
  };
  ready.then(isReady, isReady);
  const looking = setInterval(() => {
    if (inVain >= most) return deaf();
    inVain += 1;
    if (inVain > 1) return;
    line.call("alive", null).then(
      () => {
        inVain = 0;
      },
      () => {}, // it is gone
    );
  }, everyMs);
  void gone.then(() => clearInterval(looking));
}

/** Node takes the types away from sources, but not under node_modules: `kawan.mjs` loads something that does. */
function typesUnderModules(): string[] {
  const at = process.execArgv.findIndex((it) => it.endsWith("/strip-types.mjs"));
  return at > 0 ? ["--disable-warning=ExperimentalWarning", "--import", process.execArgv[at] ?? ""] : [];
}
