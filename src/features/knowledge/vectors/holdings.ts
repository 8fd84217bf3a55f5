import type { DocumentMeta, Passage } from "../passage.ts";
import type { PassageKey } from "../search/hit.ts";
import { digestOf, embeddedText } from "./text.ts";

/** Which passages the base holds, by the digest of what is embedded of them. Equal passages share one. */
export interface Holdings {
  put(document: { key: string; meta: DocumentMeta; passages: Passage[] }): void;
  /** Digests that no passage has any more. */
  remove(document: string): string[];
  digests(): string[];
  textOf(digest: string): string | undefined;
  keysOf(digest: string): PassageKey[];
}

interface Place {
  document: string;
  meta: DocumentMeta;
  passage: Passage;
}

export function createHoldings(): Holdings {
  const places = new Map<string, Place[]>();
  const digestsOf = new Map<string, string[]>();

  function remove(document: string): string[] {
    const gone: string[] = [];
    for (const digest of digestsOf.get(document) ?? []) {
      const left = (places.get(digest) ?? []).filter((it) => it.document !== document);
      if (left.length > 0) places.set(digest, left);
      else if (places.delete(digest)) gone.push(digest);
    }
    digestsOf.delete(document);
    return gone;
  }

  return {
    put({ key, meta, passages }) {
      const digests = passages.map((passage) => {
        const digest = digestOf(embeddedText(meta, passage));
        places.set(digest, [...(places.get(digest) ?? []), { document: key, meta, passage }]);
        return digest;
      });
      digestsOf.set(key, digests);
    },
    remove,
    digests: () => [...places.keys()],
    // Made anew when needed: keeping the texts would double the memory of the base.
    textOf(digest) {
      const place = places.get(digest)?.[0];
      return place && embeddedText(place.meta, place.passage);
    },
    keysOf: (digest) => (places.get(digest) ?? []).map(({ document, passage }) => ({ document, anchor: passage.anchor })),
  };
}
