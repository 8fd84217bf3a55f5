import { z } from "zod";
import { ledgerOf } from "../../../core/ledger.ts";
import type { PersonalData, Subject } from "../../../core/personal-data.ts";
import { dayIn } from "../../../core/talk-data.ts";
import { type Database, sql } from "../../../db/database.ts";
import { channelName } from "../link/chat-words.ts";
import { fullName } from "../person-name.ts";
import { consentsOf } from "./consent-store.ts";
import { type ConsentPurpose, consentUses } from "./consent-uses.ts";
import { lookWords } from "./look-words.ts";
import { kindNames } from "./request-correction.ts";
import { requestsOf } from "./rights-store.ts";

/** Date of an ISO instant as the person reads it. */
const dayFor = ({ zone }: Subject, iso: string): string => dayIn(iso, zone);

const Chat = z.object({
  channel: z.string(),
  sender: z.string(),
  evidence: z.string(),
  since: z.string(),
  seenAt: z.string(),
  confirmedAt: z.string().nullable(),
  until: z.string().nullable(),
  endedWhy: z.string().nullable(),
});

const Code = z.object({ purpose: z.string(), issuedAt: z.string(), expiresAt: z.string(), usedAt: z.string().nullable(), endedAt: z.string().nullable() });

/** Codes made for the person: when and what for. What is kept of the code itself opens nothing, and goes to nobody. */
const codesOf = (db: Database, { cell, agencyId, personId }: Subject): Promise<z.output<typeof Code>[]> =>
  db.many(
    Code,
    sql`
    select purpose, to_json(issued_at)#>>'{}' as "issuedAt", to_json(expires_at)#>>'{}' as "expiresAt", to_json(used_at)#>>'{}' as "usedAt",
           to_json(ended_at)#>>'{}' as "endedAt"
      from link_code where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} order by id`,
  );

/** Which chats are or were the person's. */
export const chatData: PersonalData = {
  title: "Chat yang tertaut",
  tables: ["handle", "link_code", "link_attempt"],
  purpose: {
    use: "mengenali Anda di chat dan mengirim pesan kepada Anda",
    basis: "persetujuan",
    kept: "sampai Anda melepasnya, lalu selama masa simpan percakapan",
  },
  async collect(db, subject) {
    const { cell, agencyId, personId } = subject;
    const chats = await db.many(
      Chat,
      sql`
      select channel, sender, evidence, to_json(since)#>>'{}' as since, to_json(seen_at)#>>'{}' as "seenAt", to_json(confirmed_at)#>>'{}' as "confirmedAt",
             to_json(until)#>>'{}' as until, ended_why as "endedWhy"
        from handle where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} order by since, id`,
    );
    return {
      lines: chats.map((it) => `${channelName(it.channel)} sejak ${dayFor(subject, it.since)}${it.until ? `, dilepas ${dayFor(subject, it.until)}` : ""}`),
      data: { chats, codes: await codesOf(db, subject) },
    };
  },
  async erase(db, { cell, agencyId, personId, talks = [] }, now) {
    await db.run(sql`delete from link_code where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and purpose <> 'demo'`);
    for (const it of talks) await db.run(sql`delete from link_attempt where cell = ${cell} and channel = ${it.channel} and sender = ${it.sender}`);
    // That there was a chat stays until retention takes it; which one it was does not.
    await db.run(sql`
      update handle set until = coalesce(until, ${now.toString()}), ended_why = coalesce(ended_why, 'withdrawn'), sender = 'erased ' || id,
             address = jsonb_build_object('channel', channel, 'account', '-', 'chat', 'erased ' || id)
       where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId}`);
  },
};

/** What the person agreed to. */
export const consentData: PersonalData = {
  title: "Persetujuan",
  tables: ["consent"],
  purpose: { use: "membuktikan persetujuan Anda (UU 27/2022 Pasal 24)", basis: "kewenangan", kept: "selama data Anda ada" },
  async collect(db, subject) {
    const data = await consentsOf(db, subject);
    const nameOf = (purpose: ConsentPurpose) => (purpose === "chat" ? "Tautan chat" : consentUses[purpose].name);
    const line = (it: (typeof data)[number]) =>
      `${nameOf(it.purpose)}, ${it.answer === "yes" ? "diizinkan" : "tidak diizinkan"} ${dayFor(subject, it.givenAt)}${it.withdrawnAt ? `, berakhir ${dayFor(subject, it.withdrawnAt)}` : ""} (versi ${it.version})`;
    return { lines: data.map(line), data };
  },
  async erase() {},
};

/** Requests under the law, with their answers. */
export const requestData: PersonalData = {
  title: "Permohonan koreksi dan keberatan",
  tables: ["rights_request"],
  purpose: { use: "menjawab permohonan Anda menurut UU 27/2022", basis: "kewenangan", kept: "selama masa simpan catatan kegiatan" },
  async collect(db, subject) {
    const data = await requestsOf(db, subject);
    return { lines: data.map((it) => `${kindNames[it.kind]} no. ${it.id}, ${dayFor(subject, it.madeAt)}: ${it.answer ?? "sedang dikerjakan"}`), data };
  },
  async erase() {},
};

const Name = z.object({ id: z.number(), name: z.string(), titleBefore: z.string().nullable(), titleAfter: z.string().nullable() });
const ledgerMost = 1_000;

/** Who looked at the person's data, and what became of the person's rights. */
export const ledgerData: PersonalData = {
  title: "Siapa yang melihat data Anda",
  tables: ["ledger", "ledger_head"],
  purpose: {
    use: "mencatat setiap kali data Anda dilihat orang lain dan setiap perubahan hak",
    basis: "kewenangan",
    kept: "selama masa simpan catatan kegiatan",
  },
  async collect(db, subject) {
    const lines = await ledgerOf(db, subject, ledgerMost);
    const names = await namesOf(db, subject, [...new Set(lines.flatMap((it) => it.actorId ?? []))]);
    const data = lines.map(({ actorId, ...it }) => ({
      ...it,
      by: actorId === null ? "pengelola server" : (names.get(actorId) ?? "pegawai yang sudah tidak terdaftar"),
    }));
    const seen = data.filter((it) => it.kind === "look").map((it) => `${dayFor(subject, it.at)}: ${it.by}, ${lookWords(it.action)}`);
    return { lines: seen, data };
  },
  async erase() {},
};

async function namesOf(db: Database, { cell, agencyId }: Subject, ids: number[]): Promise<Map<number, string>> {
  const rows = await db.many(
    Name,
    sql`
    select id::int as id, name, title_before as "titleBefore", title_after as "titleAfter" from person
     where cell = ${cell} and agency_id = ${agencyId} and id = any(${ids}::bigint[])`,
  );
  return new Map(rows.map((it) => [it.id, fullName(it)]));
}
