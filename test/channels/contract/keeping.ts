import type { ContractWorld } from "./world.ts";

/** Files in memory, for channels that take their bytes from `Occasion.open`. */
export function keeping(): Pick<ContractWorld, "blobs" | "keeps"> {
  const blobs = new Map<string, Uint8Array>();
  return {
    blobs,
    async keeps(_to, { name, mime, bytes }) {
      const blob = `blob-${blobs.size}`;
      blobs.set(blob, bytes);
      return { kind: mime.startsWith("image/") ? "image" : "document", blob, name, mime };
    },
  };
}
