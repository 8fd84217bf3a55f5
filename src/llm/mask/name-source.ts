import type { Database } from "../../db/database.ts";
import type { Found } from "./found.ts";
import { createNameBook, type NameBook } from "./name-book.ts";
import { namesIn } from "./name-finder.ts";
import type { NameWords } from "./name-words.ts";

/** A city's register, as far as its names go; handed in, since this room knows no register. */
export interface Register {
  /** Changes whenever a name may have. */
  version(db: Database, city: City): Promise<string>;
  /** Every name without titles. */
  names(db: Database, city: City): Promise<string[]>;
}

interface City {
  cell: number;
  agencyId: number;
}

/** Finds people in a text by a city's register and by what stands around a name. */
export interface NameSource {
  finder(db: Database, city: City): Promise<(text: string) => Found[]>;
}

/** The book of a city is made anew only when its register has changed. */
export function createNameSource(register: Register, lists: NameWords): NameSource {
  const books = new Map<string, { version: string; book: NameBook }>();
  return {
    async finder(db, city) {
      const key = `${city.cell} ${city.agencyId}`;
      const version = await register.version(db, city);
      const held = books.get(key);
      const book = held?.version === version ? held.book : createNameBook(await register.names(db, city));
      books.set(key, { version, book });
      return (text) => namesIn(text, book, lists);
    },
  };
}
