import ical, { ICalCalendarMethod, ICalEventStatus } from "ical-generator";
import { plain } from "../../../core/reply.ts";
import { jpText } from "../../training/words.ts";
import type { ClassOf } from "../class-of.ts";

/** Whose copy of a class's dates it is, and which state of them. */
export interface Copy {
  /** Cell, agency and enrolment name it for ever: the same person's copy replaces the one before. */
  cell: number;
  agencyId: number;
  enrolmentId: number;
  /** Counts up with every change of the class (RFC 5545, 3.8.7.4). */
  sequence: number;
  /** Sessions that any earlier file had: what is not there any more is taken out. */
  events: number;
  now: Temporal.Instant;
  /** The class does not take place, or not for this person. */
  cancelled: boolean;
}

const texts = {
  about: (provider: string, jp: number | null) => `Penyelenggara: ${provider}.${jp === null ? "" : ` ${jpText(jp)} JP.`}`,
  cancelled: "Dibatalkan",
};

const prodId = { company: "Kawan ASN", product: "Kelas", language: "ID" };

/** Bytes of the class as a calendar file (RFC 5545): one event a session, in UTC, which is right in every zone; whole days where no times are set. */
export function classFile({ training, class: it }: ClassOf, copy: Copy): Uint8Array {
  const calendar = ical({ prodId, method: copy.cancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH });
  const title = it.name && it.name !== training.name ? `${training.name}, ${it.name}` : training.name;
  const where = [it.place, it.city].filter((text) => text !== null).join(", ");
  const spans = spansOf({ training, class: it });
  const dropped = copy.cancelled ? [] : Array.from({ length: Math.max(0, copy.events - spans.length) }, (_, at) => spans.length + at);
  const common = {
    sequence: copy.sequence,
    stamp: new Date(copy.now.epochMilliseconds),
    organizer: { name: training.provider, email: "tidak-dibalas@kawan-asn.invalid" },
  };
  const id = (at: number) => `kelas-${copy.cell}-${copy.agencyId}-${copy.enrolmentId}-${at + 1}@kawan-asn.invalid`;
  spans.forEach((span, at) => {
    calendar.createEvent({
      ...common,
      ...span,
      id: id(at),
      summary: copy.cancelled ? `${texts.cancelled}: ${title}` : spans.length > 1 ? `${title} (${at + 1}/${spans.length})` : title,
      description: [training.about, texts.about(training.provider, training.jp)].filter(Boolean).join("\n"),
      ...(where && { location: where }),
      ...(it.link && URL.canParse(it.link) && { url: it.link }),
      status: copy.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  });
  const last = spans.at(-1);
  for (const at of last ? dropped : []) {
    calendar.createEvent({ ...common, ...(last as Span), id: id(at), summary: `${texts.cancelled}: ${title}`, status: ICalEventStatus.CANCELLED });
  }
  return new TextEncoder().encode(calendar.toString());
}

interface Span {
  start: Date;
  end: Date;
  allDay?: boolean;
}

function spansOf({ training, class: { sessions, startsOn, endsOn } }: ClassOf): Span[] {
  if (sessions.length > 0) return sessions.map(([from, until]) => ({ start: new Date(from * 1_000), end: new Date(until * 1_000) }));
  // The months in which something may be learnt are no appointment.
  if (startsOn === null || training.selfPaced) return [];
  // A day in a calendar file ends where the next one begins.
  const end = Temporal.PlainDate.from(endsOn ?? startsOn).add({ days: 1 });
  return [{ start: new Date(`${startsOn}T00:00:00Z`), end: new Date(`${end}T00:00:00Z`), allDay: true }];
}

/** How many events a class's file has. */
export const eventsOf = (of: ClassOf): number => spansOf(of).length;

/** `pelatihan-spbe-2026-12-07.ics` */
export function fileName({ training, class: it }: ClassOf): string {
  const words = plain(training.name)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 40);
  return `${words || "kelas"}${it.startsOn ? `-${it.startsOn}` : ""}.ics`;
}
