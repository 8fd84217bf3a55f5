import { maskPersonalData } from "../../core/mask.ts";
import type { Button, Call } from "../../core/reply.ts";
import { type Kept, unkept } from "../../language/kept.ts";
import type { NameList } from "../../language/names.ts";
import { type Judge, judgeOf, type Labelled, type LearntJudge, learnJudge } from "./judge.ts";
import { commonRoots, createInputReader, type InputReader } from "./read-input.ts";
import { createReader } from "./reader.ts";
import { colleague, type Requests } from "./request-file.ts";

/** What a sentence was understood to ask for. `policy` = it is the fallback's; `unsure` = the person has to say which. */
export type Understood = { kind: "call"; call: Call; near?: Near } | { kind: "unsure"; lead: string; choices: Button[] } | { kind: "policy"; near?: Near };

/**
 * What else a sentence may have asked for: offered with the answer to a question where the search finds nothing; where that is `likely`, beside
 * what it finds as well; `beside` = with the answer to a request, of which it was only unsure which of two that are alike was meant.
 */
export interface Near {
  choices: Button[];
  likely: boolean;
  beside?: true;
}

export interface Understanding {
  /** `offered` = the capabilities that may be named to this person when in doubt; `may` = those that they have the right to now; `office` = of those the ones that not everybody has. */
  of(message: string, offered: (capability: string) => boolean, may?: (capability: string) => boolean, office?: (capability: string) => boolean): Understood;
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
  /** Where what was learnt is kept; everything else here has to come to the same. */
  kept?: Kept;
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
/**
 * From this share on a capability is offered even beside an answer. Of requests that are taken for questions, four in ten are answered with
 * a passage all the same; at this share six in ten of those get their choice, and of the frozen questions one in thirty gets a needless one.
 */
const likely = 0.1;
/** Among the examples most that name a colleague are refusals; who leads people names mostly theirs. */
const leaderPrior = 4;
/**
 * Who has an office asks for what belongs to it more often than the examples say, and who has none seldom does; plainly asked for it is understood all
 * the same, and the gate says why not.
 */
const officePrior = 2;
const strangerPrior = 0.15;
/** A longer text is no request; the fallback says how long one may be. */
const longest = 2_000;
/** Choices beside the question about a rule, which is always one. */
const mostChoices = 2;

const texts = {
  unsure: "Maaf, saya belum yakin maksudnya. Yang mana yang Anda perlukan?",
  instead: (say: string) => `${say} Mungkin ini membantu:`,
};

/** Understands free Indonesian text without a language model. Learning takes seconds, once; what is kept takes some tenths of one. */
export function createUnderstanding(options: UnderstandingOptions): Understanding {
  const { fallback, limits = calibrated } = options;
  let ready: { requests: Requests; judge: Judge; input: InputReader } | null = null;
  const learn = () => {
    ready ??= readyFrom(options);
    return ready;
  };
  return {
    of(message, offered, may = () => false, office = () => false) {
      if (message.length > longest) return { kind: "policy" };
      const { requests, judge, input } = learn();
      const callOf = (id: string): Call => ({ capability: id, input: input(message, requests.abilities.get(id)?.input ?? {}) });
      const buttonOf = (id: string, call: Call): Button => ({ label: requests.abilities.get(id)?.button ?? id, call });
      // Whom a leader names may be one of theirs, which the gate knows, and an officer may see anybody; from all others it is a question, and is refused there.
      const seen = requests.aboutColleague.find(may);
      const ofStaff = seen === undefined ? null : callOf(seen);
      const theirs = ofStaff !== null && names(requests, ofStaff) ? ofStaff : null;
      const judged = weighed(judge(message), (label) => (office(label) ? officePrior : requests.abilities.has(label) && !offered(label) ? strangerPrior : 1));
      const shares = theirs ? joined(judged, colleague, theirs.capability, leaderPrior) : joined(judged, colleague, fallback.capability);
      const [best] = shares;
      if (!best) return { kind: "policy" };
      if (requests.abilities.get(best.label)?.ownOnly && options.aboutAnother?.(message))
        return theirs && best.share >= limits.act ? { kind: "call", call: theirs } : { kind: "policy" };
      const missing = requests.missing.get(best.label);
      const sure = best.label !== fallback.capability && together(shares, best.label, requests.kindred) >= limits.act;
      if (sure && !missing) {
        const group = best.share < limits.act ? alike(best.label, requests.kindred) : [];
        const other = shares.find((it) => it !== best && group.includes(it.label) && offered(it.label));
        const near: Near | undefined = other && { choices: [buttonOf(other.label, callOf(other.label))], likely: true, beside: true };
        return { kind: "call", call: callOf(best.label), ...(near && { near }) };
      }
      const plainQuestion = best.label === fallback.capability && best.share >= limits.policy;
      const near = shares.filter((it) => it.share >= faint).flatMap((it) => requests.missing.get(it.label)?.offer ?? [it.label]);
      const ids = sure && missing ? missing.offer : near.filter((id) => id !== fallback.capability);
      const choices = [...new Set(ids)].filter(offered).slice(0, mostChoices);
      if (choices.length === 0) return { kind: "policy" };
      if (plainQuestion) {
        const isLikely = shares.some((it) => it.label === choices[0] && it.share >= likely);
        return { kind: "policy", near: { choices: choices.map((id) => buttonOf(id, callOf(id))), likely: isLikely } };
      }
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

/** Whether somebody is named in what was read: "jp saya" names what is asked for, and nobody. */
const names = ({ abilities }: Requests, { capability, input }: Call): boolean =>
  Object.entries(abilities.get(capability)?.input ?? {}).some(([field, reading]) => reading === "nama" && input[field] !== undefined);

/** The shares, each so many times as likely as the examples say. */
function weighed(shares: ReturnType<Judge>, times: (label: string) => number): ReturnType<Judge> {
  const worth = shares.map((it) => it.share * times(it.label));
  const whole = worth.reduce((sum, it) => sum + it, 0);
  return shares.map(({ label }, at) => ({ label, share: (worth[at] ?? 0) / whole })).sort((a, b) => b.share - a.share);
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
  const group = alike(label, kindred);
  return shares.reduce((sum, it) => sum + (group.includes(it.label) ? it.share : 0), 0);
}

/** A label with all that is as good as it; what is as good as that may be something else. */
const alike = (label: string, kindred: Requests["kindred"]): string[] => [label, ...kindred.filter((it) => it.includes(label)).flat()];

/** What is worth keeping: with it, nothing is to be learnt. */
interface Learnt {
  requests: Requests;
  judge: LearntJudge;
  common: ReadonlySet<string>;
}

function readyFrom({ kept = unkept, ...options }: UnderstandingOptions) {
  const { slang, names, taught } = options;
  const { requests, judge, common } = kept.recall("requests", () => learnFrom(options));
  const read = createReader(requests, slang, names);
  return { requests, judge: judgeOf(judge, read), input: createInputReader(common, read, taught) };
}

function learnFrom({ requests: file, others, slang, names, fallback }: UnderstandingOptions): Learnt {
  const requests = file();
  const read = createReader(requests, slang, names);
  // What is listed as a request here is one, whatever it was before there was a capability for it.
  const own = new Set(requests.examples.map((it) => it.text.toLowerCase()));
  const rest = others()
    .filter((text, at) => at % oneOf === 0 && !own.has(text.toLowerCase()))
    .map((text): Labelled => ({ text, label: fallback.capability }));
  return { requests, judge: learnJudge([...requests.examples, ...rest], read), common: commonRoots(requests.examples, read) };
}
