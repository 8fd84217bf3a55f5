import { Fault } from "../../../core/fault.ts";

/** How a city asks. */
export interface AskSetting {
  /** Days after the end of a class on which behaviour is asked; none = never. */
  behaviourDays: number[];
  /** Whether a colleague is asked about behaviour too. */
  colleague: boolean;
  /** Days for which somebody may answer. */
  openDays: number;
}

/** Where a city has said nothing. */
export const usualSetting: AskSetting = { behaviourDays: [30, 90], colleague: false, openDays: 14 };

const texts = {
  days: "Hari penilaian perilaku: paling banyak empat angka 7 sampai 365 yang berbeda, misalnya 30,90; atau tidak.",
  open: "Lama survei dibuka: 3 sampai 60 hari.",
};

/** The same setting with the days in order. Throws `Fault` for what makes no sense. */
export function checkedSetting({ behaviourDays, colleague, openDays }: AskSetting): AskSetting {
  const days = behaviourDays.toSorted((a, b) => a - b);
  const sound = days.every((it, at) => Number.isInteger(it) && it >= 7 && it <= 365 && it !== days[at - 1]);
  if (!sound || days.length > 4) throw new Fault("bad_input", texts.days);
  if (!Number.isInteger(openDays) || openDays < 3 || openDays > 60) throw new Fault("bad_input", texts.open);
  return { behaviourDays: days, colleague, openDays };
}
