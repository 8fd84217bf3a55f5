/** The database holds neither NUL nor half a character. */
export const storable = (text: string): string => text.toWellFormed().replaceAll("\0", "");
