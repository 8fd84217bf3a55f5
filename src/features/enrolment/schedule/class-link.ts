/** What opens a class's card from anywhere: payload of a Telegram deep link, first message of a wa.me link, start of the page. */
export const classLink = (city: string, classId: number): string => `kelas-${city}-${classId}`;

/** Where a class's card opens on a channel whose talks begin at `link`; undefined = the channel has no such links. */
export function sharedLink(channel: string, link: string, city: string, classId: number): string | undefined {
  const word = classLink(city, classId);
  if (channel === "telegram") return `${link}?start=${word}`;
  if (channel === "wa-cloud" || channel === "wa-web") return `${link}?text=${word}`;
  return channel === "web" ? `${link}/${city}#${word}` : undefined;
}

/** The city and class that such a word names; undefined = it is none. */
export function readClassLink(text: string): { city: string; class: number } | undefined {
  const found = /^\s*kelas-([a-z]+(?:-[a-z]+)*)-(\d{1,9})\s*$/i.exec(text);
  return found ? { city: (found[1] ?? "").toLowerCase(), class: Number(found[2]) } : undefined;
}
