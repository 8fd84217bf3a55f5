import type { Database } from "../db/database.ts";
import type { TroubleLog } from "./breaker.ts";
import { type Prompt, parsePrompt } from "./prompt-file.ts";
import { type StoredPrompt, storedPrompts } from "./prompt-store.ts";

/** What a model is told: the shipped prompts, and in their place what was put to use since. */
export interface PromptsInUse {
  get(id: string): Prompt | undefined;
  all(): Prompt[];
  /** What was put to use in a prompt's place, while it stands. */
  stored(id: string): StoredPrompt | undefined;
  /** Reads what was put to use; where nobody insists, only now and then: another process may have done it. Never fails. */
  refresh(db: Database, insist?: boolean): Promise<void>;
}

const everyMs = 60_000;

export function promptsInUse(shipped: ReadonlyMap<string, Prompt>, cell: number, log: TroubleLog): PromptsInUse {
  const standing = new Map<string, { prompt: Prompt; stored: StoredPrompt }>();
  let readAt = Number.NEGATIVE_INFINITY;
  const get = (id: string): Prompt | undefined => standing.get(id)?.prompt ?? shipped.get(id);
  return {
    get,
    all: () => [...shipped.keys()].flatMap((id) => get(id) ?? []),
    stored: (id) => standing.get(id)?.stored,
    async refresh(db, insist = false) {
      if (!insist && performance.now() - readAt < everyMs) return;
      readAt = performance.now();
      try {
        const found = await storedPrompts(db, cell);
        standing.clear();
        for (const stored of found) {
          const own = shipped.get(stored.id);
          const prompt = own && standsFor(own, stored, log);
          if (prompt) standing.set(stored.id, { prompt, stored });
        }
      } catch (error) {
        log.warn({ reason: error instanceof Error ? error.name : "unknown" }, "prompts put to use could not be read; those read before stand");
      }
    },
  };
}

/** Undefined = a newer program has a newer one, asks with other inputs or cannot read it: then its own stands, and the others are not touched. */
function standsFor(own: Prompt, { id, version, text }: StoredPrompt, log: TroubleLog): Prompt | undefined {
  if (version <= own.version) return undefined;
  try {
    const prompt = parsePrompt(`${id}.md`, text);
    return misfit(own, prompt) === null ? prompt : undefined;
  } catch (error) {
    log.warn({ prompt: id, version, reason: error instanceof Error ? error.message : "unknown" }, "a prompt put to use cannot be read; the shipped one stands");
    return undefined;
  }
}

/** Why a prompt cannot stand in another's place; null = it can. Whose words an input holds decides what may leave, so that no file may change it. */
export function misfit(own: Prompt, other: Prompt): string | null {
  const inputs = (it: Prompt) => JSON.stringify(Object.entries(it.inputs).sort());
  if (inputs(own) !== inputs(other)) return "its inputs are not those of the one in use";
  return own.model === other.model ? null : `it is for another model (${other.model}, not ${own.model})`;
}
