import type { App } from "../app.ts";
import type { OpenDatabase } from "../db/open.ts";
import type { Pipeline } from "../service/pipeline.ts";
import type { Config } from "../settings/config.ts";
import type { CommandIo } from "./io.ts";

/** How a command gets at the app: opened at its first use, so that `--help` touches nothing. */
export interface CommandHost {
  io: CommandIo;
  /** A running service carries the command out; its base is in use. */
  readonly inService: boolean;
  readonly config: Config;
  /** The app, with a separate base where `--data-dir` says so. `fill` false = an empty base stays empty (`--empty`). */
  open(options: { dataDir?: string | undefined; fill: boolean }): Promise<App>;
  /** The bare database, as it is: neither migrated nor filled. */
  base(options: { dataDir?: string | undefined }): Promise<OpenDatabase>;
  /** Holds the linked WhatsApp numbers while the command runs, unless a service does. */
  standIn(app: App): Promise<void>;
  /** Carries messages of this app while the command runs. */
  pipeline(app: App): Promise<Pipeline>;
}
