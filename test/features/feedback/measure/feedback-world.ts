import { z } from "zod";
import { type Database, sql } from "../../../../src/db/database.ts";
import { settleRound } from "../../../../src/features/feedback/measure/settle.ts";
import type { Answers, Survey } from "../../../../src/features/feedback/survey/survey.ts";

export const tenant = { cell: 1, agencyId: 2 };
export const now = Temporal.Instant.from("2026-06-01T02:00:00Z");

const scale = (labels: string[]) => labels.map((label, at) => ({ value: at + 1, label }));
const five = scale(["Sangat kurang", "Kurang", "Cukup", "Baik", "Sangat baik"]);

export const surveys: Record<"reaksi" | "belajar" | "perilaku", Survey> = {
  reaksi: {
    slug: "reaksi",
    level: 1,
    title: "Tanggapan",
    intro: "",
    items: [
      { id: "materi", kind: "scale", ask: "Materi?", optional: false, choices: five },
      { id: "sarana", kind: "scale", ask: "Sarana?", optional: true, choices: five },
      { id: "nps", kind: "nps", ask: "Menyarankan?", optional: false },
      { id: "saran", kind: "text", ask: "Saran?", optional: true, most: 500 },
    ],
  },
  belajar: {
    slug: "belajar",
    level: 2,
    title: "Belajar",
    intro: "",
    items: [
      { id: "dulu", kind: "scale", ask: "Sebelum?", optional: true, choices: five },
      { id: "kini", kind: "scale", ask: "Sekarang?", optional: true, choices: five },
    ],
  },
  perilaku: {
    slug: "perilaku",
    level: 3,
    title: "Perilaku",
    intro: "",
    items: [
      { id: "perilaku", kind: "behaviour", ask: "Kebiasaan?", optional: true },
      { id: "tampak", kind: "scale", ask: "Tampak?", optional: true, capacities: ["atasan"], choices: scale(["Tidak", "Sedikit", "Cukup", "Sangat"]) },
      { id: "terap", kind: "scale", ask: "Seberapa sering?", optional: false, capacities: ["peserta"], choices: five },
      {
        id: "hambatan",
        kind: "multiple",
        ask: "Hambatan?",
        optional: true,
        capacities: ["peserta"],
        choices: [
          { value: "waktu", label: "Waktu" },
          { value: "alat", label: "Alat" },
        ],
      },
    ],
  },
};

export interface Reply {
  respondent: number;
  about?: number;
  capacity?: "peserta" | "atasan" | "rekan";
  /** Not given: asked, and never answered. */
  answers?: Answers;
}

const Id = z.object({ id: z.number() });
const stamp = now.subtract({ hours: 24 * 120 }).toString();

/** A city with surveys and people in units, into which classes and their rounds are put. */
export async function openCity(db: Database, { people = 60, units = 4 } = {}) {
  const only = async (statement: ReturnType<typeof sql>) => (await db.one(Id, statement)).id;
  const ids = async (statement: ReturnType<typeof sql>) => (await db.many(Id, statement)).map((it) => it.id);
  const unitIds = await ids(
    sql`insert into unit (cell, agency_id, name) select 1, 2, 'Dinas Contoh ' || n from generate_series(1, ${units}::int) n returning id::int as id`,
  );
  const personIds = await ids(sql`
    insert into person (cell, agency_id, name, status, duty, added_at, changed_at)
    select 1, 2, 'Wiratmaka Contohnya', 'PNS', 'aktif', ${stamp}::timestamptz, ${stamp}::timestamptz from generate_series(1, ${people}::int) n returning id::int as id`);
  await db.run(sql`
    insert into person_position (cell, agency_id, person_id, unit_id, title, family, level, since)
    select 1, 2, it.id, (${unitIds}::bigint[])[1 + (it.at - 1) % ${units}::int], 'Petugas Pelayanan', 'pelaksana', null, '2020-01-01' from unnest(${personIds}::bigint[]) with ordinality as it (id, at)`);
  const surveyIds = new Map<string, number>();
  for (const [slug, survey] of Object.entries(surveys)) {
    const made = await only(sql`
      insert into survey (cell, agency_id, slug, version, level, title, body, digest, origin, made_at)
      values (1, 2, ${slug}, 1, ${survey.level}, ${survey.title}, ${JSON.stringify(survey)}, ${slug}, 'city', ${stamp}) returning id::int as id`);
    surveyIds.set(slug, made);
  }
  let count = 0;
  return {
    people: personIds,
    units: unitIds,
    training: (provider = "BKPSDM") =>
      only(sql`
      insert into training (cell, agency_id, code, name, route, form, mode, jp, provider, added_at, changed_at)
      values (1, 2, ${`T-${++count}`}, 'Pelatihan Contoh', 'klasikal', 'pelatihan_teknis', 'daring', 8, ${provider}, ${stamp}, ${stamp}) returning id::int as id`),
    async class(training: number, speaker: string | null = null, day = "2026-03-02") {
      const id = await only(sql`
        insert into training_class (cell, agency_id, training_id, code, starts_on, ends_on, zone, entry, status, plan_line, schedule, added_at, changed_at)
        values (1, 2, ${training}, ${`K-${++count}`}, ${day}, ${day}, 'Asia/Makassar', 'terbuka', 'selesai', 'R-1', '', ${stamp}, ${stamp}) returning id::int as id`);
      if (speaker) await db.run(sql`insert into class_speaker (cell, agency_id, class_id, name) values (1, 2, ${id}, ${speaker})`);
      return id;
    },
    /** A round with who was asked and what they handed in, closed and settled; returns it. */
    async round(classId: number, step: "reaksi" | "belajar" | "perilaku", replies: Reply[], day = "2026-03-02") {
      const afterDays = step === "perilaku" ? 30 : 0;
      const opens = Temporal.PlainDate.from(day).add({ days: afterDays }).toZonedDateTime("Asia/Makassar").toInstant();
      const round = await only(sql`
        insert into survey_round (cell, agency_id, class_id, survey_id, step, after_days, opens_at, closes_at)
        values (1, 2, ${classId}, ${surveyIds.get(step)}, ${step}, ${afterDays}, ${opens.toString()}, ${opens.add({ hours: 24 * 14 }).toString()}) returning id::int as id`);
      const rows = replies.map((it, at) => ({
        respondent: it.respondent,
        about: it.about ?? it.respondent,
        capacity: it.capacity ?? "peserta",
        answers: it.answers ?? {},
        done: it.answers ? opens.add({ hours: 2 }).toString() : null,
        public: `${round}-${at}`,
      }));
      await db.run(sql`
        insert into survey_request (cell, agency_id, round_id, public_id, capacity, respondent_id, about_id, due_at, answers, done_at)
        select 1, 2, ${round}, public, capacity, respondent, about, ${opens.toString()}::timestamptz, answers, done
          from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as it (respondent bigint, about bigint, capacity text, answers jsonb, done timestamptz, public text)`);
      return round;
    },
    async settle(round: number, at = now) {
      await db.transaction(async (tx) => {
        await settleRound(tx, tenant, round, at);
        await tx.run(sql`update survey_round set settled_at = ${at.toString()} where cell = 1 and agency_id = 2 and id = ${round}`);
      });
    },
    /** Somebody takes the link back. */
    async erase(person: number) {
      await db.run(sql`update survey_request set respondent_id = null where cell = 1 and agency_id = 2 and respondent_id = ${person}`);
      await db.run(sql`update survey_request set about_id = null where cell = 1 and agency_id = 2 and about_id = ${person}`);
    },
  };
}

export type World = Awaited<ReturnType<typeof openCity>>;
