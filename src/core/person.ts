/** Who may do what. A guest is anybody; the rest need proof (see the people feature). */
export type Role = "guest" | "asn" | "supervisor" | "unit_officer" | "officer" | "administrator";

/** The person behind a call, as far as it is proven. */
export interface Person {
  id: number;
  agencyId: number;
  roles: Role[];
}

/** A city's government. */
export interface Agency {
  id: number;
  slug: string;
  name: string;
  /** IANA zone, e.g. `Asia/Makassar`. */
  zone: string;
}

/** Roles of a call: everybody is at least a guest. */
export const rolesOf = (person: Person | null): Role[] => ["guest", ...(person?.roles ?? [])];
