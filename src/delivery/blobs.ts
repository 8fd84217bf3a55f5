import { z } from "zod";
import { sql } from "../db/database.ts";
import type { Place } from "./place.ts";

/** The bytes of a file that goes out; an `Error` when retention has taken it. */
export async function openBlob(place: Place, id: string): Promise<Uint8Array> {
  const row = await place.db.one(z.object({ bytes: z.instanceof(Uint8Array) }), sql`select bytes from blob where cell = ${place.cell} and id = ${id}`);
  return row.bytes;
}
