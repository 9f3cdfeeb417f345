import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const shared = join(process.env.HUSTINGS_SHARED ?? join(root, "../shared"), "vectors");

/** An election of the vectors: its public archive, read far enough for the tests, and what its people know. */
export interface Vector {
  readonly election: string;
  readonly trustees: string;
  readonly credentials: string;
  readonly ballots: readonly string[];
  readonly tally: string;
  readonly shares: readonly { owner: number; text: string }[];
  readonly privateKeys: readonly string[];
  readonly privateCredentials: readonly string[];
}

interface Event {
  type: string;
  payload?: string;
}

function records(archive: Buffer): { name: string; body: string }[] {
  const found = [];
  for (let offset = 0; offset < archive.length;) {
    const name = archive.toString("latin1", offset, offset + 100).replace(/\0.*$/s, "");
    const size = parseInt(archive.toString("latin1", offset + 124, offset + 135), 8);
    found.push({ name, body: archive.toString("utf8", offset + 512, offset + 512 + size) });
    offset += 512 + Math.ceil(size / 512) * 512;
  }
  return found;
}

/** Where the vectors are, or null when this clone has none. */
export function vectorFolder(name: string): string | null {
  const folders = [join(root, "tests/data/voting", name), join(shared, name)];
  return folders.find((folder) => existsSync(folder)) ?? null;
}

/** Reads the archive of a vector folder, and the private files beside it. */
export function readVector(folder: string): Vector {
  const names = readdirSync(folder);
  const archive = names.find((name) => name.endsWith(".bel"));
  if (archive === undefined) {
    throw new Error(`${folder} holds no archive`);
  }
  const all = records(readFileSync(join(folder, archive)));
  const bodies = new Map(all.map(({ name, body }) => [name.split(".")[0], body]));
  const body = (hash: string | undefined): string => bodies.get(hash) ?? "";
  const events = all
    .filter(({ name }) => name.endsWith(".event.json"))
    .map((record) => JSON.parse(record.body) as Event);
  const payloads = (type: string): string[] =>
    events.filter((event) => event.type === type).map((event) => body(event.payload));
  const setup = JSON.parse(payloads("Setup")[0] ?? "{}") as Record<string, string>;
  const sized = JSON.parse(payloads("EncryptedTally")[0] ?? "{}") as Record<string, string>;
  const credentialFile = names.find((name) => name.startsWith("private_creds"));
  const privateCredentials = readFileSync(join(folder, credentialFile ?? ""), "utf8");
  return {
    election: body(setup.election),
    trustees: body(setup.trustees),
    credentials: body(setup.credentials),
    ballots: payloads("Ballot"),
    tally: body(sized.encrypted_tally),
    shares: payloads("PartialDecryption").map((text) => {
      const { owner, payload } = JSON.parse(text) as { owner: number; payload: string };
      return { owner, text: body(payload) };
    }),
    privateKeys: names
      .filter((name) => name.endsWith(".privkey"))
      .map((name) => readFileSync(join(folder, name), "utf8")),
    privateCredentials: privateCredentials.startsWith("{")
      ? Object.values(JSON.parse(privateCredentials) as Record<string, string>)
      : privateCredentials
          .trim()
          .split("\n")
          .map((line) => line.split(" ").at(-1) ?? ""),
  };
}
