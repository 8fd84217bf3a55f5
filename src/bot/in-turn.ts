import type { Capability, Outcome } from "../core/capability.ts";
import type { Fault } from "../core/fault.ts";
import type { AskedCall, Joined } from "../core/perform.ts";

type Together = NonNullable<Joined["together"]>;

interface Parked extends AskedCall {
  /** Place of the turn that waits for it. */
  at: number;
  settle(outcome: Outcome | Fault): void;
}

/**
 * Does turns of different talks one after the other; only one is ever under way. Those that come to a capability for many
 * (`Capability.handleMany`) are set aside there until all the others are done, and then handled together. So whatever locks such a capability
 * takes are taken last, and held for no longer than needed.
 */
export async function inTurn<T>(turns: ((together: Together) => Promise<T>)[]): Promise<T[]> {
  const running: Promise<T>[] = [];
  let parked: Parked[] = [];
  let setAside = () => {};
  /** Until the turn is done or set aside. */
  const underWay = async (turn: () => Promise<unknown>) => {
    const aside = Promise.withResolvers<void>();
    setAside = aside.resolve;
    await Promise.race([turn(), aside.promise]);
  };
  for (const [at, turn] of turns.entries()) {
    const together: Together = (it) =>
      new Promise((resolve, reject) => {
        const settle = (outcome: Outcome | Fault) => ("reply" in outcome ? resolve(outcome) : reject(outcome));
        parked.push({ ...it, at, settle });
        setAside();
      });
    await underWay(() => {
      const run = turn(together);
      running[at] = run;
      return run;
    });
  }
  while (parked.length > 0) {
    const groups = Map.groupBy(parked, (it) => it.capability);
    parked = [];
    for (const [capability, group] of groups) {
      const outcomes = await handleMany(capability, group);
      for (const [place, it] of group.entries()) {
        await underWay(() => {
          it.settle(outcomes[place] as Outcome | Fault);
          return running[it.at] as Promise<T>;
        });
      }
    }
  }
  return Promise.all(running);
}

function handleMany({ id, handleMany: many }: Capability, group: Parked[]): Promise<(Outcome | Fault)[]> {
  if (!many) throw new Error(`${id} handles no more than one`);
  return many(group);
}
