import type { Channel, Sink } from "../../../src/core/channel.ts";
import type { Run } from "./world.ts";

/** The runs of a channel's intake; `stop` ends those that are still going. */
export function running(channel: Channel, sink: Sink): { start(): Run; stop(): Promise<void> } {
  const runs: Run[] = [];
  return {
    start() {
      const stopping = new AbortController();
      const run = { abort: () => stopping.abort(), ended: channel.start(sink, stopping.signal) };
      runs.push(run);
      return run;
    },
    async stop() {
      for (const it of runs) it.abort();
      await Promise.all(runs.map((it) => it.ended));
    },
  };
}
