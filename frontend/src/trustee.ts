import { showCeremonyStep } from "./desks/ceremony_steps.ts";
import { about, type Desk, explanation, home, progressPart } from "./desks/desk.ts";
import { guardLeaving } from "./desks/file_form.ts";
import { showMaking, unsent } from "./desks/making.ts";
import { showUnfit } from "./desks/unfit.ts";
import { showCheck, showChecking, showDecrypt, showRehearsal, showShuffle } from "./desks/using.ts";
import { messages } from "./messages/index.ts";
import { setContext, show } from "./pages/frame.ts";
import { button, buttons, paragraph } from "./pages/parts.ts";
import { getJson } from "./pages/server.ts";

async function showStep(desk: Desk): Promise<void> {
  const { step, public_key: publicKey, ceremony } = desk;
  if (step === "done") {
    const texts = messages().trustee;
    show({ title: texts.doneTitle, content: [explanation(desk), paragraph(texts.doneText), about(desk), home(desk)] });
  } else if (step === "over") {
    show({ title: messages().trustee.waitTitle, content: [explanation(desk), about(desk), home(desk)] });
  } else if (step === "key" || step === "certificate") {
    showMaking(desk, load);
  } else if ((step === "polynomial" || step === "share") && ceremony !== null) {
    await showCeremonyStep(desk, ceremony, load);
  } else if (publicKey === null) {
    const again = button(messages().trustee.lookAgain, () => void load(), "secondary");
    show({
      title: messages().trustee.waitTitle,
      content: [explanation(desk), progressPart(desk), buttons(again), about(desk), home(desk)],
    });
  } else if (step === "rehearse") {
    await showRehearsal(desk, publicKey, load);
  } else if (step === "shuffle") {
    await showShuffle(desk, publicKey, load);
  } else if (step === "decrypt") {
    await showDecrypt(desk, publicKey, load);
  } else if (step === "checking") {
    showChecking(desk, load);
  } else {
    await showCheck(desk, publicKey);
  }
}

async function load(): Promise<void> {
  try {
    const desk = await getJson<Desk>("desk.json");
    setContext(desk.organisation, desk.election, desk.language);
    await showStep(desk);
  } catch (error) {
    showUnfit(error);
  }
}

guardLeaving(() => unsent.value);
setContext("", "", undefined);
void load();
