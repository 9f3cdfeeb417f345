import { messages } from "../messages/index.ts";
import { showFailure } from "../pages/frame.ts";
import { button, buttons } from "../pages/parts.ts";
import { sentence } from "../pages/server.ts";
import { VotingError } from "../protocol/errors.ts";

/** The page for a record that must not be worked with, or for what failed and can be tried again. */
export function showUnfit(reason: unknown): void {
  if (reason instanceof VotingError) {
    showFailure(messages().cannotGoOn, messages().trustee.unfit, reason.message);
    return;
  }
  const again = button(messages().tryAgain, () => {
    location.reload();
  });
  showFailure(messages().cannotGoOn, sentence(reason), buttons(again));
}
