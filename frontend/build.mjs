// Builds the static pages, the stylesheet and the fonts into the Django site, and a manifest of their SHA-256 sums.
import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { cp, mkdir, readFile, readdir, rename, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const site = join(here, "../src/hustings/site/static/build");
// Built aside and put in place whole, so that a server that runs meanwhile never finds half of it.
const out = join(here, `../src/hustings/site/.build-${process.pid}`);
const before = `${out}-before`;
const pages = ["booth", "check", "trustee", "credentials"];
const scripts = [...pages, "worker", "site"];

async function buildScripts() {
  await esbuild.build({
    entryPoints: scripts.map((name) => join(here, "src", `${name}.ts`)),
    outdir: out,
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2020",
    charset: "utf8",
    legalComments: "eof",
    logLevel: "warning",
  });
}

async function buildStyles() {
  const { css } = sass.compile(join(here, "styles/site.scss"), {
    loadPaths: [join(here, "node_modules")],
    style: "compressed",
    quietDeps: true,
  });
  await writeFile(join(out, "site.css"), css);
  const own = await readFile(join(here, "src/pages/pages.css"), "utf8");
  const { code } = await esbuild.transform(own, { loader: "css", minify: true });
  await writeFile(join(out, "pages.css"), code);
}

async function copyFonts() {
  const fonts = join(here, "node_modules/dejavu-fonts-ttf");
  await mkdir(join(out, "fonts"), { recursive: true });
  for (const file of ["ttf/DejaVuSans.ttf", "ttf/DejaVuSans-Bold.ttf", "LICENSE"]) {
    await cp(join(fonts, file), join(out, "fonts", file.replace("ttf/", "")));
  }
}

// A page names the hash of each script and style that it loads, so that the hash of the page stands for them too.
async function writePage(name) {
  const source = await readFile(join(here, "src", `${name}.html`), "utf8");
  const wanted = [...source.matchAll(/\{integrity:([\w.]+)\}/g)].map((match) => match[1]);
  let html = source;
  for (const file of wanted) {
    const digest = createHash("sha256")
      .update(await readFile(join(out, file)))
      .digest("base64");
    html = html.replace(`{integrity:${file}}`, `sha256-${digest}`);
  }
  await writeFile(join(out, `${name}.html`), html);
}

async function writeManifest() {
  const entries = await readdir(out, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(out, join(entry.parentPath ?? entry.path, entry.name)).replaceAll("\\", "/"))
    .sort();
  const manifest = {};
  for (const file of files) {
    manifest[file] = createHash("sha256")
      .update(await readFile(join(out, file)))
      .digest("hex");
  }
  await writeFile(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

process.on("exit", () => {
  for (const folder of [out, before]) {
    rmSync(folder, { recursive: true, force: true });
  }
});

await mkdir(out);
await Promise.all([buildScripts(), buildStyles(), copyFonts()]);
await Promise.all(pages.map(writePage));
await writeManifest();
await mkdir(site, { recursive: true });
await rename(site, before);
await rename(out, site);
