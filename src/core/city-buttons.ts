import type { Agency } from "./person.ts";
import type { Button } from "./reply.ts";

/** The choice of a city, wherever an answer depends on it; the capability is `choose_city` of the people's room. */
export const cityButtons = (agencies: readonly Pick<Agency, "name" | "slug">[]): Button[] =>
  agencies.map((it) => ({ label: it.name, call: { capability: "choose_city", input: { city: it.slug } } }));
