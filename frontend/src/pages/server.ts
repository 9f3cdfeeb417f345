import { messages } from "../messages/index.ts";

/** The server answered, and said no: `message` is its sentence. */
export class Refusal extends Error {
  override name = "Refusal";
  constructor(
    readonly status: number,
    readonly check: string,
    message: string,
  ) {
    super(message);
  }
}

/** No answer came, so that it is not known whether the server received anything. */
export class NoAnswer extends Error {
  override name = "NoAnswer";
}

const TIMEOUT = 60_000;
/** For what the server checks, ballot by ballot, before it answers. */
export const LONG_TIMEOUT = 1_800_000;

async function request(url: string, options: RequestInit, timeout = TIMEOUT): Promise<string> {
  let response: Response;
  let body: string;
  const control = new AbortController();
  const timer = setTimeout(() => {
    control.abort();
  }, timeout);
  try {
    response = await fetch(url, { credentials: "same-origin", cache: "no-store", signal: control.signal, ...options });
    body = await response.text();
  } catch {
    throw new NoAnswer(messages().noAnswer);
  } finally {
    clearTimeout(timer);
  }
  // Something failed, here or on the way, and cannot say how far the server had come.
  if (response.status >= 500) {
    throw new NoAnswer(messages().noAnswer);
  }
  if (!response.ok) {
    throw refusal(response.status, body);
  }
  return body;
}

function refusal(status: number, body: string): Refusal {
  try {
    const said = JSON.parse(body) as { error?: unknown; check?: unknown };
    if (typeof said.error === "string") {
      return new Refusal(status, typeof said.check === "string" ? said.check : "", said.error);
    }
  } catch {
    // The answer is a page for people, not JSON: the status has to do.
  }
  return new Refusal(status, "", messages().serverSaid(status));
}

/** The exact text at an address relative to this page. */
export function getText(url: string): Promise<string> {
  return request(url, {});
}

export async function getJson<T>(url: string, timeout = TIMEOUT): Promise<T> {
  const body = await request(url, { headers: { Accept: "application/json" } }, timeout);
  try {
    return JSON.parse(body) as T;
  } catch {
    throw new Refusal(200, "", messages().serverUnreadable);
  }
}

export async function postJson<T>(url: string, csrf: string, value: object, timeout = TIMEOUT): Promise<T> {
  const options = {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify(value),
  };
  const body = await request(url, options, timeout);
  try {
    return (body === "" ? {} : JSON.parse(body)) as T;
  } catch {
    // The server did something, but what it said is lost: as uncertain as no answer.
    throw new NoAnswer(messages().serverUnreadable);
  }
}

/** The sentence to show for whatever went wrong. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
