import { messages } from "../messages/index.ts";
import { CredentialError, credentialWeight, normaliseCredential, publicCredential } from "../protocol/credentials.ts";
import type { Election } from "../protocol/election.ts";
import { getText } from "../pages/server.ts";

const key = (): string => `hustings-credential ${location.pathname}`;
const ownerKey = (): string => `hustings-credential-owner ${location.pathname}`;

// Without storage (some private windows) the credential lives as long as the page: it is typed again after signing in.
let kept: string | null = null;

/** Takes the credential out of the address, so that it is in no history and over no shoulder; says if there was one. */
export function takeFromAddress(): boolean {
  const fragment = location.hash.slice(1);
  if (!/^[\w-]{15,40}$/.test(fragment) || fragment.startsWith("question-")) {
    return false;
  }
  forgetCredential();
  keepCredential(fragment);
  history.replaceState(null, "", location.pathname + location.search);
  return true;
}

/** Keeps the credential in this tab, through the round trip of signing in. */
export function keepCredential(credential: string): void {
  kept = credential;
  try {
    sessionStorage.setItem(key(), credential);
  } catch {
    return;
  }
}

export function keptCredential(): string | null {
  try {
    return sessionStorage.getItem(key()) ?? kept;
  } catch {
    return kept;
  }
}

export function forgetCredential(): void {
  kept = null;
  try {
    sessionStorage.removeItem(key());
    sessionStorage.removeItem(ownerKey());
  } catch {
    return;
  }
}

/** Leaves what is kept to the first member who signs in with it; whoever signs in after them here brings their own. */
export function leaveCredentialTo(number: string): void {
  try {
    const owner = sessionStorage.getItem(ownerKey());
    if (owner !== null && owner !== number) {
      forgetCredential();
    }
    sessionStorage.setItem(ownerKey(), number);
  } catch {
    return;
  }
}

/** The sentence for a credential that is mistyped or not of this poll, or null if it may vote. */
export async function credentialProblem(election: Election, typed: string): Promise<string | null> {
  const faults = messages().credentialFault;
  try {
    normaliseCredential(typed);
  } catch (error) {
    if (!(error instanceof CredentialError)) {
      throw error;
    }
    return error.fault === "character" ? faults.character(error.character) : faults[error.fault];
  }
  const element = publicCredential(election.group.name, election.uuid, typed);
  return credentialWeight(await getText("credentials.json"), element) === null ? faults.unknown : null;
}
