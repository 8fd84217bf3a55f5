/** Control characters but tab and line end; the database takes no NUL, and nobody means the others. */
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Words without control characters and half characters, cut to `max` UTF-16 units. */
export const cleanText = (text: string, max: number): string => text.replace(/\r\n?/g, "\n").replace(controls, "").slice(0, max).toWellFormed();

/** The same on one line: names, labels. */
export const cleanLine = (text: string, max: number): string => cleanText(text.replace(/\s+/g, " ").trim(), max);
