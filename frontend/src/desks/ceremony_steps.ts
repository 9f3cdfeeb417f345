import { messages } from "../messages/index.ts";
import { compute } from "../pages/compute.ts";
import { h } from "../pages/dom.ts";
import { show } from "../pages/frame.ts";
import { paragraph, progressBar } from "../pages/parts.ts";
import { getJson, postJson, sentence } from "../pages/server.ts";
import type { Ceremony } from "../protocol/ceremony.ts";
import { sha256Base64 } from "../protocol/hashing.ts";
import { about, type CeremonySoFar, type Desk, home, progressPart } from "./desk.ts";
import { keyMadeElsewhere } from "./elsewhere.ts";
import { FILE, fileForm } from "./file_form.ts";
import { readSeedFile, seedFileName } from "./unlocking.ts";

/** The second and the third step of a member: from the seed, what the others need, then what one's own key is. */
export async function showCeremonyStep(
  desk: Desk,
  ceremony: Ceremony & { readonly index: number },
  done: () => Promise<void>,
  error?: string,
): Promise<void> {
  const texts = messages().trustee;
  const second = desk.step === "polynomial";
  const words = second ? texts.second : texts.third;
  const soFar = await getJson<CeremonySoFar>(desk.urls.ceremony);
  const { certificates, shares } = soFar;
  if (certificates === null || (!second && shares === null)) {
    throw new Error(texts.tooEarly);
  }
  const certificate = certificates[ceremony.index - 1] ?? "";
  const submit = async (text: string | null): Promise<void> => {
    try {
      const seed = readSeedFile(desk, certificate, text);
      show({ title: words.working, content: [progressBar(words.working).element] });
      const agreed: Ceremony = { group: ceremony.group, threshold: ceremony.threshold, names: ceremony.names };
      if (second) {
        const polynomial = await compute("polynomial", { ceremony: agreed, certificates, seed });
        await postJson(desk.urls.polynomial, desk.csrf, { polynomial });
      } else {
        const key = await compute("memberKey", { ceremony: agreed, certificates, seed, shares: shares ?? "" });
        await postJson(desk.urls.share, desk.csrf, { key });
      }
      await done();
    } catch (reason) {
      await showCeremonyStep(desk, ceremony, done, sentence(reason));
    }
  };
  show({
    title: words.title,
    caption: texts.step(second ? 2 : 3, 3),
    errors: error === undefined ? [] : [{ field: FILE, text: error }],
    content: [
      about(desk, [texts.certificates, h("code", {}, sha256Base64(certificates.join("\n")))]),
      paragraph(words.text),
      second && paragraph(texts.compareCertificates),
      fileForm(
        texts.seed.file,
        texts.seedHint(seedFileName(certificate), ceremony.index),
        words.send,
        ".seed",
        error,
        (text) => void submit(text),
      ),
      keyMadeElsewhere(desk, done, soFar),
      progressPart(desk),
      home(desk),
    ],
  });
}
