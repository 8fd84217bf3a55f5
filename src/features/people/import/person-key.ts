import { nameKey } from "../name-match.ts";
import type { NameParts } from "../person-name.ts";

/** Somebody of the base by id, or somebody new by key. */
export type Ref = number | string;

/** What makes two rows the same person: the NIP; of a leader outside the civil service, who has none, the name. */
export const keyOf = ({ nip, name }: { nip: string | null; name: Pick<NameParts, "name"> }): string => nip ?? leaderKey(name.name);

export const leaderKey = (name: string): string => `luar ${nameKey(name)}`;
