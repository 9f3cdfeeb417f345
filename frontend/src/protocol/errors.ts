/** Something that a person gave cannot be used; the message is one clear sentence. */
export class VotingError extends Error {
  override name = "VotingError";
}

/** A ballot that fails a check; `check` names which. */
export class BallotRefused extends VotingError {
  override name = "BallotRefused";
  constructor(
    readonly check: string,
    message: string,
  ) {
    super(message);
  }
}
