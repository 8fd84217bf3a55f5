import { maskPersonalData } from "../../core/mask.ts";
import type { Button, Call } from "../../core/reply.ts";
import type { NameList } from "../../language/names.ts";
import { createJudge, type Judge, type Labelled } from "./judge.ts";
import { createInputReader, type InputReader } from "./read-input.ts";
import { createReader } from "./reader.ts";
import { colleague, type Requests } from "./request-file.ts";

/** What a sentence was understood to ask for. `policy` = it is the fallback's; `unsure` = the person has to say which. */
export type Understood =
  | { kind: "call"; call: Call }
  | { kind: "unsure"; lead: string; choices: Button[] }
  /** `near`: what else it may have asked for, to be offered where the search finds nothing. */
  | { kind: "policy"; near?: Button[] };

export interface Understanding {
  /** `offered` = the capabilities that may be named to this person when in doubt; `leads` = whether a colleague named may be one's own staff. */
  of(message: string, offered: (capability: string) => boolean, leads?: boolean): Understood;
  /** Whether a capability is among what can be understood. */
  knows(capability: string): boolean;
  /** Learns what the first sentence would otherwise wait for. */
  prepare(): void;
}

export interface UnderstandingOptions {
  /** How people ask; read when it is first needed. */
  requests(): Requests;
  /** Messages that are none of these requests (questions about rules, talk, other fields), for the fallback. */
  others(): readonly string[];
  /** Whether a message is about somebody else: then it asks for nothing of one's own. */
  aboutAnother?(message: string): boolean;
  /** Chat spelling to normal words. */
  slang: ReadonlyMap<string, string>;
  /** Names that people bear. */
  names?: NameList;
  /** Words in which trainings are spoken of. */
  taught?: ReadonlySet<string>;
  /** The capability that takes any other sentence, and the part of its input that takes it. */
  fallback: { capability: string; field: string };
  /** Other limits than the calibrated ones, for the calibration itself. */
  limits?: Limits;
}

/** Shares from which a message is acted on. */
export interface Limits {
  /** For a capability. */
  act: number;
  /** For the fallback. */
  policy: number;
}

/**
 * By cross-validation grouped by family (`npm run bench -- --only requests`): a request taken for another is worst, so that it may ask
 * back up to one in ten; from 0.6 to 0.7 wrong actions fall by an eighth. Questions are the main job and nothing is done by
 * searching: at 0.57 one in 44 of the frozen ones is asked back, at 0.75 one in 25.
 */
const calibrated: Limits = { act: 0.7, policy: 0.57 };

/** Of the messages that are no request, one in so many is learnt: all of them protect few questions more, and take as much longer. */
const oneOf = 2;
/** A capability less likely than this is no choice. */
const faint = 0.02;
/** Beside a plain question only what is likelier is named, and only where the search finds nothing. */
const worthNaming = 0.08;
/** Among the examples most that name a colleague are refusals; who leads people names mostly theirs. */
const leaderPrior = 4;
/** Choices beside the question about a rule, which is always one. */
const mostChoices = 2;

const texts = {
  unsure: "Maaf, saya belum yakin maksudnya. Yang mana yang Anda perlukan?",
  instead: (say: string) => `${say} Mungkin ini membantu:`,
};

/** Understands free Indonesian text without a language model. Learning takes some tenths of a second, once. */
export function createUnderstanding(options: UnderstandingOptions): Understanding {
  const { fallback, limits = calibrated } = options;
  let learnt: { requests: Requests; judge: Judge; input: InputReader } | null = null;
  const learn = () => {
    learnt ??= learnFrom(options);
    return learnt;
  };
  return {
    of(message, offered, leads = false) {
      const { requests, judge, input } = learn();
      const callOf = (id: string): Call => ({ capability: id, input: input(message, requests.abilities.get(id)?.input ?? {}) });
      const buttonOf = (id: string, call: Call): Button => ({ label: requests.abilities.get(id)?.button ?? id, call });
      // Whom a leader names may be one of theirs, which the gate knows; from anybody else it is a question, and is refused there.
      const ofStaff = leads && requests.aboutColleague !== null ? callOf(requests.aboutColleague) : null;
      const theirs = ofStaff !== null && Object.keys(ofStaff.input).length > 0 ? ofStaff : null;
      const shares = theirs ? joined(judge(message), colleague, theirs.capability, leaderPrior) : joined(judge(message), colleague, fallback.capability);
      const [best] = shares;
      if (!best) return { kind: "policy" };
      if (requests.abilities.get(best.label)?.ownOnly && options.aboutAnother?.(message))
        return theirs && best.share >= limits.act ? { kind: "call", call: theirs } : { kind: "policy" };
      const missing = requests.missing.get(best.label);
      const sure = best.label !== fallback.capability && together(shares, best.label, requests.kindred) >= limits.act;
      if (sure && !missing) return { kind: "call", call: callOf(best.label) };
      const plainQuestion = best.label === fallback.capability && best.share >= limits.policy;
      const near = shares
        .filter((it) => it.share >= (plainQuestion ? worthNaming : faint))
        .flatMap((it) => requests.missing.get(it.label)?.offer ?? [it.label]);
      const ids = sure && missing ? missing.offer : near.filter((id) => id !== fallback.capability);
      const choices = [...new Set(ids)].filter(offered).slice(0, mostChoices);
      if (choices.length === 0) return { kind: "policy" };
      if (plainQuestion) return { kind: "policy", near: choices.map((id) => buttonOf(id, callOf(id))) };
      const question = { capability: fallback.capability, input: { [fallback.field]: maskPersonalData(message) } };
      return {
        kind: "unsure",
        lead: sure && missing ? texts.instead(missing.say) : texts.unsure,
        choices: [...choices.map((id) => buttonOf(id, callOf(id))), buttonOf(fallback.capability, question)],
      };
    },
    knows: (capability) => learn().requests.abilities.has(capability),
    prepare: () => void learn(),
  };
}

/** The shares with those of one label counted for another, `times` as likely as the examples say. */
function joined(shares: ReturnType<Judge>, label: string, to: string, times = 1): ReturnType<Judge> {
  const own = shares.find((it) => it.label === label);
  if (!own) return shares;
  const whole = 1 + (times - 1) * own.share;
  return shares
    .filter((it) => it !== own)
    .map((it) => ({ ...it, share: (it.share + (it.label === to ? times * own.share : 0)) / whole }))
    .sort((a, b) => b.share - a.share);
}

/** The share of a label and of what is as good as it. */
function together(shares: ReturnType<Judge>, label: string, kindred: Requests["kindred"]): number {
  const group = kindred.find((it) => it.includes(label)) ?? [label];
  return shares.reduce((sum, it) => sum + (group.includes(it.label) ? it.share : 0), 0);
}

function learnFrom({ requests: file, others, slang, names, taught, fallback }: UnderstandingOptions) {
  const requests = file();
  const read = createReader(requests, slang, names);
  // What is listed as a request here is one, whatever it was before there was a capability for it.
  const own = new Set(requests.examples.map((it) => it.text.toLowerCase()));
  const rest = others()
    .filter((text, at) => at % oneOf === 0 && !own.has(text.toLowerCase()))
    .map((text): Labelled => ({ text, label: fallback.capability }));
  return { requests, judge: createJudge([...requests.examples, ...rest], read), input: createInputReader(requests.examples, read, taught) };
}
