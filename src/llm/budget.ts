import type { Database } from "../db/database.ts";
import { monthUse, type User } from "./use-store.ts";

export interface Limits {
  /** In a month; 0 = none. */
  personTokens: number;
  cityTokens: number;
  cityCost?: number | undefined;
}

/** Holds back what a call may use up until it is known what it did. */
export interface Budget {
  /** Which budget the call would break, or a release to be called when the call has been counted. */
  admit(user: User, tokens: number, cost: number): Promise<"person_budget" | "city_budget" | (() => void)>;
}

/**
 * Looks at the month's counts and at what this process has under way. Several processes do not see each other's calls under way: a
 * budget can be passed by those, and by no more.
 */
export function createBudget(db: Database, cell: number, limits: Limits): Budget {
  const open = new Set<{ user: User; tokens: number; cost: number }>();
  return {
    async admit(user, tokens, cost) {
      const own = { user, tokens, cost };
      open.add(own);
      try {
        const used = await monthUse(db, cell, user);
        const city = [...open].filter((it) => it.user.agencyId === user.agencyId);
        const person = city.filter((it) => it.user.personId === user.personId);
        if (user.personId !== null && passes(used.personTokens + sum(person, "tokens"), limits.personTokens)) return drop("person_budget");
        if (passes(used.tokens + sum(city, "tokens"), limits.cityTokens)) return drop("city_budget");
        if (limits.cityCost !== undefined && used.cost + sum(city, "cost") > limits.cityCost) return drop("city_budget");
        return () => void open.delete(own);
      } catch (error) {
        open.delete(own);
        throw error;
      }
      function drop<T>(why: T): T {
        open.delete(own);
        return why;
      }
    },
  };
}

const passes = (tokens: number, limit: number): boolean => limit > 0 && tokens > limit;
const sum = <K extends "tokens" | "cost">(all: Iterable<Record<K, number>>, key: K): number => [...all].reduce((total, it) => total + it[key], 0);
