import { AsyncLocalStorage } from "node:async_hooks";
import type pg from "pg";
import type { z } from "zod";
import { ofDatabase } from "./outage.ts";

/** A statement with its parameters; fragments nest. */
export interface Sql {
  readonly text: readonly string[];
  readonly values: readonly unknown[];
}

/** The only way to write a statement: every `${value}` becomes a parameter, an `Sql` inside is spliced. */
export function sql(strings: TemplateStringsArray, ...values: unknown[]): Sql {
  const text: string[] = [strings[0] ?? ""];
  const bound: unknown[] = [];
  values.forEach((value, at) => {
    const next = strings[at + 1] ?? "";
    if (isSql(value)) {
      text[text.length - 1] += value.text[0] ?? "";
      text.push(...value.text.slice(1));
      text[text.length - 1] += next;
      bound.push(...value.values);
      return;
    }
    bound.push(value);
    text.push(next);
  });
  return { text, values: bound };
}

/** A piece of SQL taken as it is: only for names and keywords written in our own source. */
export const rawSql = (text: string): Sql => ({ text: [text], values: [] });

const isSql = (value: unknown): value is Sql => typeof value === "object" && value !== null && Array.isArray((value as Sql).text) && "values" in value;

/** What a store needs: rows checked by a schema at the edge. Valid only inside its own transaction if it came from one. */
export interface Database {
  /** All rows. */
  many<T extends z.ZodType>(row: T, statement: Sql): Promise<z.output<T>[]>;
  /** The first row or undefined. */
  maybe<T extends z.ZodType>(row: T, statement: Sql): Promise<z.output<T> | undefined>;
  /** Exactly one row; anything else is an `Error`. */
  one<T extends z.ZodType>(row: T, statement: Sql): Promise<z.output<T>>;
  /** Number of rows touched. */
  run(statement: Sql): Promise<number>;
  /** Commits what `work` did through the handle it is given, or nothing. Inside a transaction: a savepoint. */
  transaction<T>(work: (tx: Database) => Promise<T>): Promise<T>;
}

interface Runner {
  query(config: { text: string; values: unknown[] }): Promise<pg.QueryResult>;
}

/** No answer came: nobody knows what this connection will say next. */
const isLost = (error: unknown): boolean => error instanceof Error && /query read timeout/i.test(error.message);

/** Set while a transaction runs: a query through the pool there would wait for ever on the embedded database. */
const openTransaction = new AsyncLocalStorage<boolean>();

/** The handle over a pool. */
export function databaseOver(pool: pg.Pool): Database {
  return handle(
    {
      async query(config) {
        if (openTransaction.getStore()) throw new Error("a query outside the open transaction; pass its handle on");
        // Not pool.query: that throws the client away after any failed statement, and on the embedded database all
        // clients share one connection, so that the next one would be given the rest of the failed one's answer.
        const client = await connected(pool);
        let lost = false;
        try {
          return await client.query(config);
        } catch (error) {
          lost = isLost(error);
          throw ofDatabase(error);
        } finally {
          client.release(lost);
        }
      },
    },
    async (work) => {
      if (openTransaction.getStore()) throw new Error("a second transaction inside an open one; pass its handle on");
      const client = await connected(pool);
      const marked: Runner = {
        query: (config) =>
          client.query(config).catch((error: unknown) => {
            throw ofDatabase(error);
          }),
      };
      let broken: Error | undefined;
      try {
        await marked.query({ text: "begin", values: [] });
        const result = await openTransaction.run(true, () => work(inTransaction(marked, 1)));
        await marked.query({ text: "commit", values: [] });
        return result;
      } catch (cause) {
        if (isLost(cause)) broken = cause as Error;
        else
          await client.query("rollback").catch((error: Error) => {
            broken = error;
          });
        throw cause;
      } finally {
        client.release(broken);
      }
    },
  );
}

const connected = (pool: pg.Pool): Promise<pg.PoolClient> =>
  pool.connect().catch((error: unknown) => {
    throw ofDatabase(error);
  });

function inTransaction(client: Runner, depth: number): Database {
  return handle(client, async (work) => {
    const name = `deep_${depth}`;
    await client.query({ text: `savepoint ${name}`, values: [] });
    try {
      const result = await work(inTransaction(client, depth + 1));
      await client.query({ text: `release savepoint ${name}`, values: [] });
      return result;
    } catch (cause) {
      await client.query({ text: `rollback to savepoint ${name}`, values: [] });
      throw cause;
    }
  });
}

function handle(runner: Runner, transaction: Database["transaction"]): Database {
  const rows = async (statement: Sql) => (await runner.query(render(statement))).rows as unknown[];
  return {
    transaction,
    many: async (row, statement) => (await rows(statement)).map((it) => row.parse(it)),
    async maybe(row, statement) {
      const [first] = await rows(statement);
      return first === undefined ? undefined : row.parse(first);
    },
    async one(row, statement) {
      const found = await rows(statement);
      if (found.length !== 1) throw new Error(`expected one row, got ${found.length}`);
      return row.parse(found[0]);
    },
    run: async (statement) => (await runner.query(render(statement))).rowCount ?? 0,
  };
}

function render(statement: Sql): { text: string; values: unknown[] } {
  const text = statement.text.reduce((all, part, at) => (at === 0 ? part : `${all}$${at}${part}`), "");
  return { text, values: [...statement.values] };
}
