/**
 * Harassment, threats and corruption, in words that hardly mean anything else: the classifier of intents has seen few such messages, and
 * to take one for a question costs more than to name the channels once too often (F21). "Pelatihan antikorupsi" is not among them.
 */
const signs =
  /\b(?:(?:di|me)lecehkan|pelecehan|dicabuli|diraba|diintimidasi|mengintimidasi|diancam|mengancam|pungli|pungutan liar|minta (?:uang|jatah|setoran)|(?:di|me)mint(?:a|ai) (?:uang|setoran|jatah)|(?:di|me)nyuap|disuap|uang pelicin|dikorupsi|korupsi (?:dana|anggaran|uang|oleh)|(?:dugaan|kasus|melaporkan|lapor) korupsi|gelapkan|menggelapkan|penggelapan|menyelewengkan|penyelewengan|jual beli jabatan|kekerasan seksual|dipukul|memukul saya)\b/i;

/** Whether a message says in so many words that somebody has done wrong. */
export const isComplaint = (text: string): boolean => signs.test(text);
