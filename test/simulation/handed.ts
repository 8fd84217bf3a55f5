import type { Answers } from "../../src/features/feedback/survey/survey.ts";
import type { CityPlan, PlannedClass, Seat } from "./city-plan.ts";

/** The competency that all trainings of the simulated city are to raise. */
export const competency = "pelayanan-publik";

/** A form that is handed in; all in the numbers of the plan. */
export interface Handed {
  class: number;
  step: "reaksi" | "belajar" | "perilaku";
  days: number;
  capacity: "peserta" | "atasan";
  respondent: number;
  about: number;
  answers: Answers;
}

/** All that is handed in during the year. */
export const allHanded = (plan: CityPlan): Handed[] => plan.classes.flatMap((it) => it.seats.flatMap((seat) => handedBy(it, seat)));

function handedBy({ n }: PlannedClass, { citizen, says, later, ...seat }: Seat): Handed[] {
  const own = { class: n, capacity: "peserta" as const, respondent: citizen.n, about: citizen.n };
  const { pembicara, materi, relevansi, tempo, fasilitas, nps, saran, dulu, kini } = says;
  const handed: Handed[] = [];
  if (seat.answersReaction) handed.push({ ...own, step: "reaksi", days: 0, answers: { pembicara, materi, relevansi, tempo, fasilitas, nps, saran } });
  if (seat.answersLearning) handed.push({ ...own, step: "belajar", days: 0, answers: { dulu, kini } });
  for (const { days, says: it, answers, leaderAnswers } of later) {
    const behaviour = { ...own, step: "perilaku" as const, days };
    const key = `perilaku.${competency}`;
    if (answers) handed.push({ ...behaviour, answers: { [key]: it.self, terap: it.terap, hambatan: it.hambatan, bantuan: null } });
    if (leaderAnswers && citizen.leader !== null) {
      handed.push({ ...behaviour, capacity: "atasan", respondent: citizen.leader, answers: { [key]: it.leader, tampak: it.tampak } });
    }
  }
  return handed;
}

export const keyOf = (it: Omit<Handed, "answers">): string => `${it.class} ${it.step} ${it.days} ${it.capacity} ${it.respondent} ${it.about}`;
