import ICAL from "ical.js";
import { describe, expect, it } from "vitest";
import { type Copy, classFile, fileName } from "../../../../src/features/enrolment/calendar/class-file.ts";
import type { ClassOf } from "../../../../src/features/enrolment/class-of.ts";

const session = (local: string, hours: number): [number, number] => {
  const from = Temporal.PlainDateTime.from(local).toZonedDateTime("Asia/Makassar").epochMilliseconds / 1_000;
  return [from, from + hours * 3_600];
};
const classOf = (facts: Partial<ClassOf["class"]> = {}): ClassOf =>
  ({
    training: {
      id: 1,
      name: "Pelayanan; Prima, dan *SPBE*",
      about: "Baris satu\nbaris dua, dengan koma; dan titik koma",
      jp: 12.5,
      provider: "BKPSDM Kota Kendari",
      selfPaced: false,
    },
    class: {
      id: 3,
      name: "Angkatan II",
      sessions: [session("2026-12-07T08:00", 8), session("2026-12-08T08:00", 4)],
      startsOn: "2026-12-07",
      endsOn: "2026-12-08",
      zone: "Asia/Makassar",
      place: "Aula BKPSDM, lantai 2",
      city: "Kendari",
      link: "https://contoh.id/webinar?a=1&b=2",
      ...facts,
    },
  }) as ClassOf;
const copy: Copy = { cell: 1, agencyId: 2, enrolmentId: 77, sequence: 0, events: 0, now: Temporal.Instant.from("2026-11-22T02:00:00Z"), cancelled: false };

/** Read by a library that knows nothing of the one that wrote. */
function read(bytes: Uint8Array) {
  const text = new TextDecoder().decode(bytes);
  // RFC 5545, 3.1: lines end in CRLF and have 75 octets at most.
  expect(text.split("\r\n").every((line) => Buffer.byteLength(line) <= 75 && !line.includes("\n"))).toBe(true);
  const calendar = new ICAL.Component(ICAL.parse(text));
  const events = calendar.getAllSubcomponents("vevent").map((it) => {
    const event = new ICAL.Event(it);
    return {
      uid: event.uid,
      sequence: event.sequence,
      start: event.startDate.isDate ? event.startDate.toString() : event.startDate.toJSDate().toISOString(),
      end: event.endDate.isDate ? event.endDate.toString() : event.endDate.toJSDate().toISOString(),
      zone: event.startDate.zone?.tzid,
      summary: event.summary,
      location: event.location,
      status: it.getFirstPropertyValue("status"),
      description: event.description,
      url: it.getFirstPropertyValue("url"),
      stamp: it.getFirstPropertyValue("dtstamp")?.toString(),
      organizer: it.getFirstPropertyValue("organizer"),
    };
  });
  return { method: calendar.getFirstPropertyValue("method"), version: calendar.getFirstPropertyValue("version"), events };
}

describe("the calendar file", () => {
  it("has one event a session, at the right instant whatever the zone, with all words whole", () => {
    const { method, version, events } = read(classFile(classOf(), copy));
    expect([method, version]).toEqual(["PUBLISH", "2.0"]);
    expect(events.map((it) => [it.start, it.end, it.zone])).toEqual([
      ["2026-12-07T00:00:00.000Z", "2026-12-07T08:00:00.000Z", "UTC"],
      ["2026-12-08T00:00:00.000Z", "2026-12-08T04:00:00.000Z", "UTC"],
    ]);
    expect(events[0]).toMatchObject({
      summary: "Pelayanan; Prima, dan *SPBE*, Angkatan II (1/2)",
      location: "Aula BKPSDM, lantai 2, Kendari",
      status: "CONFIRMED",
      description: "Baris satu\nbaris dua, dengan koma; dan titik koma\nPenyelenggara: BKPSDM Kota Kendari. 12,5 JP.",
      url: "https://contoh.id/webinar?a=1&b=2",
      stamp: "2026-11-22T02:00:00Z",
      organizer: "mailto:tidak-dibalas@kawan-asn.invalid",
    });
    expect(new Set(events.map((it) => it.uid)).size).toBe(2);
  });

  it("names the same person's copy always alike, and another's otherwise", () => {
    const uids = (more: Partial<Copy>, facts = {}) => read(classFile(classOf(facts), { ...copy, ...more })).events.map((it) => it.uid);
    expect(uids({ sequence: 4 }, { sessions: [session("2027-01-04T08:00", 8), session("2027-01-05T08:00", 4)] })).toEqual(uids({}));
    for (const other of [{ enrolmentId: 78 }, { agencyId: 3 }, { cell: 2 }]) expect(uids(other)[0]).not.toBe(uids({})[0]);
  });

  it("takes a session out of calendars that is not held any more", () => {
    const { events } = read(classFile(classOf({ sessions: [session("2026-12-09T08:00", 8)] }), { ...copy, sequence: 100, events: 3 }));
    expect(events.map((it) => [it.uid.slice(0, 15), it.sequence, it.status])).toEqual([
      ["kelas-1-2-77-1@", 100, "CONFIRMED"],
      ["kelas-1-2-77-2@", 100, "CANCELLED"],
      ["kelas-1-2-77-3@", 100, "CANCELLED"],
    ]);
  });

  it("cancels what it published", () => {
    const { method, events } = read(classFile(classOf(), { ...copy, sequence: 101, cancelled: true }));
    expect(method).toBe("CANCEL");
    expect(events.map((it) => [it.status, it.sequence, it.uid])).toEqual(read(classFile(classOf(), copy)).events.map((it) => ["CANCELLED", 101, it.uid]));
  });

  it("gives whole days, the last one included, where no times are set", () => {
    const { events } = read(classFile(classOf({ sessions: [] }), copy));
    expect(events.map((it) => [it.start, it.end])).toEqual([["2026-12-07", "2026-12-09"]]);
    expect(read(classFile(classOf({ sessions: [], startsOn: null, endsOn: null }), copy)).events).toEqual([]);
    const { training, class: it } = classOf({ sessions: [] });
    expect(read(classFile({ training: { ...training, selfPaced: true }, class: it }, copy)).events).toEqual([]);
  });

  it("leaves out a link that is none", () => {
    expect(read(classFile(classOf({ link: "ruang zoom menyusul" }), copy)).events[0]?.url).toBeNull();
  });

  it("has a plain file name", () => {
    expect(fileName(classOf())).toBe("pelayanan-prima-dan-spbe-2026-12-07.ics");
  });
});
