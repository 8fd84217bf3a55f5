import { expect, test } from "vitest";
import type { Ability, ContractWorld, WorldKind } from "./world.ts";

/** Registers a case for every kind of world, or for those with an ability. */
export interface Cases {
  kind: WorldKind;
  always(name: string, run: (world: ContractWorld) => Promise<void>): void;
  able(ability: Ability, name: string, run: (world: ContractWorld) => Promise<void>): void;
}

/** Abilities that some case is about. */
export const covered = new Set<Ability>();

/** Runs the cases of one kind, each in a world of its own that must end clean: no rule of the network broken, no secret in the log. */
export function casesOf(kind: WorldKind): Cases {
  const run = (name: string, body: (world: ContractWorld) => Promise<void>) =>
    test(name, async () => {
      const world = await kind.open();
      try {
        await body(world);
      } finally {
        await world.close();
      }
      expect(world.violations()).toEqual([]);
      expect(world.sink.notPlain).toEqual([]);
      expectDiscreet(world);
    });
  return {
    kind,
    always: run,
    able(ability, name, body) {
      covered.add(ability);
      if (kind.abilities.has(ability)) run(name, body);
    },
  };
}

/** Names, cards and texts in these tests all hold the word `rahasia`, except what a log may say. */
function expectDiscreet(world: ContractWorld): void {
  const log = world.logged.join("");
  for (const secret of ["rahasia", ...world.secrets]) expect(log).not.toContain(secret);
}
