import { type Board, credentialList, type Elector, publicLists } from "./desks/credential_list.ts";
import { fileForm, FILE, guardLeaving } from "./desks/file_form.ts";
import { locale, messages } from "./messages/index.ts";
import { compute } from "./pages/compute.ts";
import { type Child, h } from "./pages/dom.ts";
import { saveFile } from "./pages/files.ts";
import { setContext, show, showFailure } from "./pages/frame.ts";
import { button, buttons, link, paragraph, progressBar, subheading, summaryList, warning } from "./pages/parts.ts";
import { getJson, postJson, sentence } from "./pages/server.ts";

interface Desk {
  readonly name: string;
  readonly organisation: string;
  readonly state: "generate" | "done";
  readonly boards: readonly Board[];
  readonly electors: readonly Elector[];
  readonly vote_urls: Readonly<Record<string, string>>;
  readonly csrf: string;
  readonly language?: string;
  readonly urls: { readonly upload: string; readonly home: string };
}

let unsent = false;

function about(desk: Desk): Child {
  const texts = messages().authority;
  return summaryList([
    [texts.organisation, desk.organisation],
    desk.state === "done" ? null : [texts.electors, desk.electors.length.toLocaleString(locale())],
    [
      texts.polls,
      h(
        "ul",
        { class: "govuk-list" },
        desk.boards.map(({ name }) => h("li", {}, name)),
      ),
    ],
  ]);
}

function showStart(desk: Desk): void {
  const texts = messages().authority;
  show({
    title: texts.title,
    content: [
      about(desk),
      paragraph(desk.electors.length === 0 ? texts.nobody : texts.text),
      desk.electors.length > 0 &&
        buttons(
          button(texts.make, () => {
            make(desk).catch(showProblem);
          }),
        ),
      paragraph(link(messages().yourDesks, desk.urls.home)),
    ],
  });
}

async function make(desk: Desk): Promise<void> {
  const texts = messages().authority;
  const bar = progressBar(texts.working);
  show({ title: texts.working, content: [bar.element] });
  const boards = desk.boards.map(({ group, uuid }) => ({ group, uuid }));
  const made = await compute("credentials", { count: desk.electors.length, boards }, bar.show);
  unsent = true;
  const list = credentialList(desk.electors, desk.boards, made.credentials, desk.vote_urls, texts.columns);
  showSave(desk, list, publicLists(desk.electors, desk.boards, made.elements));
}

function showSave(desk: Desk, list: string, lists: Record<string, string[]>, error?: string): void {
  const texts = messages().authority;
  const file = `credentials-${desk.boards[0]?.uuid ?? ""}.csv`;
  // The file is read as text, which drops the mark at its beginning.
  const bare = (text: string): string => text.replace(/^\ufeff/, "");
  const submit = (text: string | null): void => {
    if (text === null || bare(text) !== bare(list)) {
      showSave(desk, list, lists, text === null ? messages().fileMissing : texts.differs);
      return;
    }
    const changes = Object.fromEntries(desk.boards.map((board) => [board.uuid, board.changes]));
    postJson(desk.urls.upload, desk.csrf, { boards: lists, changes })
      .then(() => {
        unsent = false;
        return load();
      })
      .catch((reason: unknown) => {
        showSave(desk, list, lists, sentence(reason));
      });
  };
  show({
    title: texts.saveTitle,
    errors: error === undefined ? [] : [{ field: FILE, text: error }],
    content: [
      warning(texts.saveText),
      buttons(
        button(texts.save, () => {
          saveFile(file, list, "text/csv;charset=utf-8");
        }),
      ),
      subheading(texts.proveTitle),
      fileForm(texts.file, texts.fileHint(file), texts.upload, ".csv,text/csv", error, submit),
    ],
  });
}

function showDone(desk: Desk): void {
  const texts = messages().authority;
  show({
    title: texts.doneTitle,
    content: [about(desk), paragraph(texts.doneText), paragraph(link(messages().yourDesks, desk.urls.home))],
  });
}

function showProblem(error: unknown): void {
  showFailure(
    messages().cannotGoOn,
    sentence(error),
    buttons(
      button(messages().tryAgain, () => {
        location.reload();
      }),
    ),
  );
}

async function load(): Promise<void> {
  try {
    const desk = await getJson<Desk>("desk.json");
    setContext(desk.organisation, desk.name, desk.language);
    if (desk.state === "done") {
      showDone(desk);
    } else {
      showStart(desk);
    }
  } catch (error) {
    showProblem(error);
  }
}

guardLeaving(() => unsent);
setContext("", "", undefined);
void load();
