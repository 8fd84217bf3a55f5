import { setTimeout as pause } from "node:timers/promises";
import type { Database, Sql } from "../../src/db/database.ts";

/** What the service does for a linked number, as its statements show. */
const signs = {
  /** Somebody wrote: the message is opened, and nothing is written yet. */
  heard: /from wa_contact .* order by chat for update/s,
  stored: /insert into inbox/,
  keys: /insert into wa_key/,
  /** An answer is about to leave. */
  kept: /insert into wa_sent/,
  sent: /update outbox set status = 'sent'/,
  connecting: /select creds from wa_account/,
  connected: /update wa_account set opened_at/,
} as const;

export type Moment = keyof typeof signs;
export const moments = Object.keys(signs) as Moment[];

/** Who dies, and when: before a statement reaches the base, while it may or may not be committed, or after its commit. */
export interface Death {
  victim: "service" | "child";
  at: Moment;
  when: "before" | "during" | "after";
}

export const whens: Death["when"][] = ["before", "during", "after"];

/** The next statement of the moment is the one; then nothing is any more. */
export class Reaper {
  #death: Death | null = null;
  readonly #kill: (victim: Death["victim"], death: Death) => void;

  constructor(kill: (victim: Death["victim"], death: Death) => void) {
    this.#kill = kill;
  }

  order(death: Death | null): void {
    this.#death = death;
  }

  /** The same base, with death behind it. */
  over(db: Database): Database {
    const pass = <T>(statement: Sql, run: () => Promise<T>) => this.#pass(statement, run);
    return {
      many: (row, statement) => pass(statement, () => db.many(row, statement)),
      maybe: (row, statement) => pass(statement, () => db.maybe(row, statement)),
      one: (row, statement) => pass(statement, () => db.one(row, statement)),
      run: (statement) => pass(statement, () => db.run(statement)),
      transaction: (work) => db.transaction((tx) => work(this.over(tx))),
    };
  }

  async #pass<T>(statement: Sql, run: () => Promise<T>): Promise<T> {
    const death = this.#death;
    if (!death || !signs[death.at].test(statement.text.join(""))) return run();
    this.#death = null;
    const strike = () => this.#kill(death.victim, death);
    if (death.when === "before") {
      strike();
      return run();
    }
    const running = run();
    if (death.when === "during") {
      running.catch(() => {}); // its caller hears of it below
      await pause(Math.random() * 4);
    } else await running;
    strike();
    return running;
  }
}
