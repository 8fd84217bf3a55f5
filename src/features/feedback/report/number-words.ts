/** `4,1`, `−0,3`, `12`, as people write numbers here. */
export function numberText(value: number, digits = 1): string {
  const rounded = Math.round(value * 10 ** digits) / 10 ** digits;
  return `${rounded < 0 ? "−" : ""}${Math.abs(rounded).toLocaleString("id-ID", { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

/** `65%`, of a share from nought to one. */
export const percentText = (share: number): string => `${numberText(share * 100, 0)}%`;

/** `antara 3,9 dan 4,4` */
export const betweenText = ({ low, high }: { low: number; high: number }, text: (value: number) => string): string => `antara ${text(low)} dan ${text(high)}`;

/** `24 dari 30 menjawab (80%)`; of few nobody reckons a share. */
export const answeredText = ({ asked, answered }: { asked: number; answered: number }): string =>
  `${answered} dari ${asked} menjawab${asked >= 5 ? ` (${percentText(answered / asked)})` : ""}`;
