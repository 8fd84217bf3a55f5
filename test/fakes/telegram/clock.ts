/** Milliseconds since 1970. Tests may hand in their own. */
export type Clock = () => number;
