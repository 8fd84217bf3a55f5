/** Who may do what. A guest is anybody; the rest need proof (see the people feature). */
export type Role = "guest" | "asn" | "supervisor" | "unit_officer" | "officer" | "administrator";

/** The person behind a call, as far as it is proven. */
export interface Person {
  id: number;
  /** The city that employs the person; a talk of a linked person is about this city and no other. */
  agency: Agency;
  /** Only what this very talk has proven: a talk that nobody has confirmed gives `asn` alone (F2). */
  roles: Role[];
  /** The proven talk's row, for leaving it. */
  handleId: number;
  /** How the person has asked to be addressed: "Bapak", "Ibu", or the plain name; absent = not asked yet (F23). */
  called?: string;
  /** Roles that the person has, and this talk only after a second person has confirmed it. */
  waiting?: Role[];
}

/** Nobody any more: why this talk has just stopped being somebody's, in one Indonesian sentence. */
export interface Ended {
  ended: string;
}

/** A city's government. */
export interface Agency {
  id: number;
  slug: string;
  name: string;
  /** IANA zone, e.g. `Asia/Makassar`. */
  zone: string;
  /** Made-up people to try things with; never a real city (F4). */
  demo?: boolean | undefined;
}

/** Roles of a call: everybody is at least a guest. */
export const rolesOf = (person: Person | null): Role[] => ["guest", ...(person?.roles ?? [])];
