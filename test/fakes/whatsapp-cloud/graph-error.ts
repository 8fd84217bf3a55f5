/** What Meta says for a code: its title and, where the API itself refuses, the HTTP status. */
const known: Record<number, { title: string; status: number }> = {
  4: { title: "Application request limit reached", status: 429 },
  10: { title: "Application does not have permission for this action", status: 403 },
  100: { title: "Invalid parameter", status: 400 },
  131000: { title: "Something went wrong", status: 500 },
  131016: { title: "Service unavailable", status: 503 },
  131026: { title: "Message undeliverable", status: 400 },
  131031: { title: "Business Account locked", status: 403 },
  131047: { title: "Re-engagement message", status: 400 },
  131048: { title: "Spam rate limit hit", status: 429 },
  131049: { title: "This message was not delivered to maintain healthy ecosystem engagement.", status: 400 },
  131050: { title: "Unable to deliver the message. This recipient has chosen to stop receiving marketing messages", status: 400 },
  131051: { title: "Message type unknown", status: 400 },
  131053: { title: "Media upload error", status: 400 },
  131056: { title: "(Business Account, Consumer Account) pair rate limit hit", status: 400 },
  130429: { title: "Rate limit hit", status: 429 },
  132000: { title: "Number of parameters does not match the expected number of params", status: 400 },
  132001: { title: "Template name does not exist in the translation", status: 404 },
  133010: { title: "Phone number not registered", status: 400 },
  368: { title: "Temporarily blocked for policies violations", status: 403 },
  80007: { title: "Rate limit issues", status: 429 },
};

export const titleOf = (code: number): string => known[code]?.title ?? "Something went wrong";

/** An answer of the API that is not a success. */
export interface Refusal {
  status: number;
  body: {
    error: {
      message: string;
      type: string;
      code: number;
      error_subcode?: number;
      error_data?: { messaging_product: "whatsapp"; details: string };
      fbtrace_id: string;
    };
  };
}

/** A refusal in the shape of a message error: title in the message, the reason in `error_data.details`. */
export function refusal(code: number, details: string, status = known[code]?.status ?? 400): Refusal {
  return {
    status,
    body: {
      error: {
        message: `(#${code}) ${titleOf(code)}`,
        type: "OAuthException",
        code,
        error_data: { messaging_product: "whatsapp", details },
        fbtrace_id: trace(),
      },
    },
  };
}

export function unauthorized(): Refusal {
  return {
    status: 401,
    body: { error: { message: "Invalid OAuth access token - Cannot parse access token", type: "OAuthException", code: 190, fbtrace_id: trace() } },
  };
}

/** For an id that is unknown, or not ours, or a path that does not exist: Meta does not tell these apart. */
export function noSuchObject(id: string): Refusal {
  const message = `Unsupported request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`;
  return { status: 400, body: { error: { message, type: "GraphMethodException", code: 100, error_subcode: 33, fbtrace_id: trace() } } };
}

/** The error inside a `failed` status or an incoming message. */
export function webhookError(code: number, details?: string) {
  const title = titleOf(code);
  return {
    code,
    title,
    message: title,
    error_data: { details: details ?? title },
    href: "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
  };
}

let traces = 0;
const trace = () => `A${(traces++).toString(36).padStart(10, "0")}`;
