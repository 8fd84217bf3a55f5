import type { Context, Outcome } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { competenciesById } from "../../competency/dictionary/dictionary-store.ts";
import { loadClass } from "../../enrolment/class-of.ts";
import { className, moment } from "../../enrolment/words.ts";
import { briefsOf, fullName } from "../../people/person-store.ts";
import { passOn } from "../ask/pass-on.ts";
import { mayAnswer } from "./may-answer.ts";
import type { SurveyRequest } from "./request-store.ts";
import type { Talked } from "./survey-words.ts";

const texts = {
  done: "Survei itu sudah Anda kirim. Terima kasih.",
  over: (name: string, at: string) => `Survei tentang ${name} sudah ditutup ${at}. Terima kasih atas perhatiannya.`,
  closed: (name: string) => `Survei tentang ${name} sudah ditutup. Terima kasih atas perhatiannya.`,
  early: (name: string, at: string) => `Survei tentang ${name} baru dibuka ${at}.`,
  cancelled: (name: string) => `${name} tidak jadi dilaksanakan, jadi surveinya tidak perlu diisi.`,
  postponed: (name: string) => `${name} ditunda, jadi surveinya belum perlu diisi.`,
  declined: "Anda memilih tidak mengisi survei ini.",
  reopen: "Jadi mengisi",
  other: "Menurut data kepegawaian, penilaian ini sekarang bukan pada Anda, jadi tidak perlu diisi.",
  gone: "Pegawai yang dinilai sudah tidak bertugas, jadi penilaian ini tidak perlu diisi.",
  unconfirmed: "Penilaian tentang orang lain baru terbuka setelah petugas BKPSDM memastikan bahwa percakapan ini benar milik Anda.",
  confirm: "Minta dipastikan",
};

/** To have somebody say whose chat this is. */
export const confirmButton: Button = { label: texts.confirm, call: { capability: "link_chat", input: { wish: "confirmation" } } };

/** Why a request cannot be answered (any more), in a polite sentence; undefined = it can. Not a `Fault`: the form that may be open in this talk ends. */
export async function closedReply(context: Context, request: SurveyRequest, reopens: boolean): Promise<Outcome | undefined> {
  const { db, cell, now } = context;
  const person = context.person as Person;
  const tenant = { cell, agencyId: person.agency.id };
  const say = (text: string, code: string, buttons?: Outcome["reply"]["buttons"]): Outcome => ({ reply: { text, ...(buttons && { buttons }) }, code });
  if (request.done) return say(texts.done, "done_before");
  const of = await loadClass(db, tenant, request.round.classId);
  const name = of ? className(of) : request.survey.title;
  const { opensAt, closesAt, settled } = request.round;
  const nowS = now.epochMilliseconds / 1_000;
  if (of?.class.status === "ditunda") return say(texts.postponed(name), "postponed");
  if (of?.class.status === "batal") return say(texts.cancelled(name), "cancelled");
  if (nowS >= closesAt) return say(texts.over(name, moment(closesAt, person.agency.zone)), "over");
  if (settled || request.closedNote !== null) return say(texts.closed(name), "over");
  if (nowS < opensAt) return say(texts.early(name, moment(opensAt, person.agency.zone)), "early");
  const may = await mayAnswer(db, tenant, person, request);
  if (may === "unconfirmed") {
    return say(texts.unconfirmed, "unconfirmed", [confirmButton]);
  }
  const { capacity, respondentId, aboutId, competencies, dueAt, id } = request;
  if (may === "other" && capacity === "atasan" && respondentId !== null && aboutId !== null && !request.declined) {
    const { id: roundId, afterDays: days } = request.round;
    await passOn(db, tenant, person.agency.zone, { id, roundId, respondentId, aboutId, competencies, dueAt, days });
  }
  if (may !== "yes") return say(texts[may], "forbidden");
  if (!request.declined || reopens) return undefined;
  return say(texts.declined, "declined", [{ label: texts.reopen, call: { capability: "answer_survey", input: { request: request.id, act: "reopen" } } }]);
}

/** A request with what its questions are made of. */
export async function talkedOf({ db, cell, now, person }: Context, request: SurveyRequest): Promise<Talked> {
  const { agency, id } = person as Person;
  const tenant = { cell, agencyId: agency.id };
  const of = await loadClass(db, tenant, request.round.classId);
  const dictionary = await competenciesById(db, tenant, request.competencies);
  const others = request.aboutId === null || request.aboutId === id ? [] : await briefsOf(db, tenant, [request.aboutId], localDate(now, agency.zone));
  return {
    request,
    form: {
      survey: request.survey,
      capacity: request.capacity,
      competencies: request.competencies.flatMap((it) => dictionary.get(it) ?? []),
    },
    className: of ? className(of) : request.survey.title,
    about: others[0] ? plain(fullName(others[0])) : "",
    now,
  };
}
