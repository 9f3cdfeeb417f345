export interface Board {
  /** How often its roll had been changed when its electors were read. */
  readonly changes: number;
  readonly uuid: string;
  readonly name: string;
  readonly group: string;
}

export interface Elector {
  readonly id: number | string;
  readonly number: string;
  readonly name: string;
  readonly email: string;
  /** Of those only who have no e-mail address, and get a letter. */
  readonly address?: string;
  readonly boards: readonly { readonly uuid: string; readonly weight: number | string }[];
}

interface Columns {
  readonly number: string;
  readonly name: string;
  readonly email: string;
  readonly address: string;
  readonly credential: string;
  readonly link: string;
}

// A spreadsheet takes a cell that begins with these for a formula.
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: string): string {
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The authority's list as a CSV file: one line per elector, with a link (the credential behind its #) for each poll that they may vote in. */
export function credentialList(
  electors: readonly Elector[],
  boards: readonly Board[],
  credentials: readonly string[],
  voteUrls: Readonly<Record<string, string>>,
  columns: Columns,
): string {
  const headings = boards.map(({ name }) => (boards.length === 1 ? columns.link : `${columns.link} ${name}`));
  const header = [columns.number, columns.name, columns.email, columns.address, columns.credential, ...headings];
  const lines = electors.map((elector, i) => {
    const credential = credentials[i]!;
    const own = new Set(elector.boards.map(({ uuid }) => uuid));
    const links = boards.map(({ uuid }) => (own.has(uuid) ? `${voteUrls[uuid]!}#${credential}` : ""));
    return [elector.number, elector.name, elector.email, elector.address ?? "", credential, ...links];
  });
  return `\ufeff${[header, ...lines].map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** What the server receives per board: public halves with weights, sorted, so that their order says nothing of persons. */
export function publicLists(
  electors: readonly Elector[],
  boards: readonly Board[],
  elements: readonly (readonly string[])[],
): Record<string, string[]> {
  return Object.fromEntries(
    boards.map(({ uuid }, b) => {
      const entries = electors.flatMap((elector, e) => {
        const own = elector.boards.find((board) => board.uuid === uuid);
        const element = elements[b]![e]!;
        return own === undefined ? [] : [String(own.weight) === "1" ? element : `${element},${own.weight}`];
      });
      return [uuid, entries.sort()];
    }),
  );
}
