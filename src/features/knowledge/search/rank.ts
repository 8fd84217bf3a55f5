import type { PassageRole } from "../passage.ts";
import type { Company } from "./company.ts";
import type { Evidence } from "./evidence.ts";
import type { Shape } from "./shape.ts";
import type { Standing } from "./standing.ts";

/** What is known of a candidate when it is ranked. */
export interface Candidate {
  slot: number;
  /** BM25 as a share of the highest score that the question could reach. */
  lexical: number;
  evidence: Evidence;
  company: Company;
  shape: Shape;
  role: PassageRole;
  standing: Standing;
  /** Whether the question asks for several things. */
  asksForList: boolean;
  /** Whether a word of the question points to its rule. */
  hinted: boolean;
  /** Whether the question names its article. */
  article: boolean;
  /** How exactly it defines the term that the question asks about; 0 if it does not. */
  defines: number;
  /** Years since its rule was made; 0 if it belongs to none. */
  age: number;
  /** Whether its rule is for a group of people that the question does not name. */
  special: boolean;
  /** Whether another rule in force has put its article in other words. */
  amended: boolean;
  /** Whether it says what words mean, and no meaning was asked for. */
  terms: boolean;
}

/**
 * Few weights: a listwise fit on five sets of questions about regulations, held near to what was found by hand; each set was checked
 * with weights that had not seen it. The encyclopaedia questions had to stay as good (test/bench/retrieval.ts).
 */
const weights = {
  lexical: 0.97,
  coverage: 0.18,
  window: 0.215,
  rare: 0.15,
  pairs: 0.18,
  answer: 0.08,
  opening: 0.235,
  joint: 0.15,
  list: 0.14,
  explained: 0.085,
  cited: 0.14,
  completed: 0.19,
  document: 0.205,
  hinted: 0.095,
  elucidation: -0.19,
  preamble: -0.095,
  closing: -0.065,
  special: -0.11,
  // For fifty years: an old rule may be replaced by one whose words the scan lost.
  age: -0.135,
  partly: -0.03,
  amended: -0.13,
  terms: -0.12,
  repealed: -0.3,
  article: 2,
  defines: 3,
};

export function rankScore(candidate: Candidate): number {
  const { lexical, evidence, company, shape, role, standing, hinted, article, defines, amended, age } = candidate;
  const w = weights;
  return (
    w.lexical * lexical +
    w.coverage * evidence.coverage +
    w.window * evidence.window +
    w.rare * evidence.rare +
    w.pairs * evidence.pairs +
    w.answer * evidence.answer +
    w.opening * evidence.opening +
    w.joint * evidence.joint +
    (candidate.asksForList && shape.list ? w.list : 0) +
    w.explained * company.explained +
    w.cited * company.cited +
    w.completed * company.completed +
    w.document * company.document +
    (hinted ? w.hinted : 0) +
    (role === "elucidation" ? w.elucidation : 0) +
    (shape.preamble ? w.preamble : 0) +
    (shape.closing ? w.closing : 0) +
    (candidate.special ? w.special : 0) +
    w.age * Math.min(1, age / 50) +
    (standing === "partly_repealed" ? w.partly : 0) +
    (standing === "repealed" || standing === "not_yet" ? w.repealed : 0) +
    (article ? (role === "elucidation" ? w.article / 2 : w.article) : 0) +
    (amended ? w.amended : 0) +
    (candidate.terms ? w.terms : 0) +
    w.defines * defines
  );
}
