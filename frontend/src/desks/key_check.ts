import { messages } from "../messages/index.ts";
import { VotingError } from "../protocol/errors.ts";
import { fitsPublicKey } from "../protocol/keys.ts";

/** What is wrong with a loaded key file, in a sentence, or null; `other` is the sentence for a key of someone else. */
export function keyFileProblem(group: string, text: string | null, publicKey: string, other: string): string | null {
  if (text === null) {
    return messages().fileMissing;
  }
  try {
    return fitsPublicKey(group, text, publicKey) ? null : other;
  } catch (error) {
    if (error instanceof VotingError) {
      return messages().trustee.notAKey;
    }
    throw error;
  }
}
