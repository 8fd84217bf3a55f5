/** What the server tells every route about a request; route sets declare it as their Hono environment: `new Hono<Visit>()`. */
export interface Visit {
  Variables: {
    /** The visitor's network address (IPv6 by its /64), for limits only; never stored. */
    visitor: string;
    /** Aborted when the server stops: long answers end then. */
    stopping: AbortSignal;
  };
}
