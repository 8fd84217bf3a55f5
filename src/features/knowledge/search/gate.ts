import type { Built } from "./build.ts";
import type { SearchQuery } from "./hit.ts";
import type { NamedRules } from "./rule-names.ts";
import { outlivesItsRule, type Standing, standingOf } from "./standing.ts";
import type { StoredDocument, StoredPassage } from "./stored.ts";

/** Who may answer: scope and validity, decided for each document once a question. */
export interface Gate {
  standing(document: StoredDocument): Standing;
  passage(passage: StoredPassage): boolean;
  /** Those of the documents that are in force. */
  open(documents: ReadonlySet<StoredDocument>): Set<StoredDocument>;
}

export function createGate(built: Built, query: Pick<SearchQuery, "scopes" | "asOf" | "includeRepealed">, rules: NamedRules): Gate {
  const standings = new Map<StoredDocument, Standing | null>();
  const scopes = new Set(query.scopes);
  const look = (document: StoredDocument): Standing | null => {
    let standing = standings.get(document);
    if (standing === undefined) {
      standing = scopes.has(document.meta.scope) ? standingOf(document, built.repeals, query.asOf) : null;
      standings.set(document, standing);
    }
    return standing;
  };
  const inForce = (standing: Standing | null): boolean => standing === "in_force" || standing === "partly_repealed";
  return {
    standing: (document) => look(document) ?? "in_force",
    passage({ document, passage }) {
      const standing = look(document);
      if (standing === null) return false;
      return inForce(standing) || query.includeRepealed === true || rules.cited.has(document) || outlivesItsRule(passage.role);
    },
    open: (documents) => new Set([...documents].filter((it) => inForce(look(it)))),
  };
}
