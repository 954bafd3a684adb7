/** Both languages have the same texts, every text is used, and every text that is used exists. Exits 1 and says which. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const src = new URL("../src/", import.meta.url).pathname;
const PLURALS = { en: ["one", "other"], fr: ["one", "many", "other"] };

function flatten(value, path, into) {
  if (typeof value === "string") into.set(path, value);
  else for (const [key, child] of Object.entries(value)) flatten(child, path ? `${path}.${key}` : key, into);
  return into;
}

function load(language) {
  const texts = new Map();
  for (const file of readdirSync(join(src, "i18n", language)).filter((name) => name.endsWith(".json"))) {
    flatten(JSON.parse(readFileSync(join(src, "i18n", language, file), "utf8")), file.replace(".json", ""), texts);
  }
  return texts;
}

/** A text's key without its plural ending, and the endings that it has. */
function group(texts) {
  const groups = new Map();
  for (const key of texts.keys()) {
    const plural = /^(.*)_(one|many|other)$/.exec(key);
    const base = plural ? plural[1] : key;
    groups.set(base, [...(groups.get(base) ?? []), plural ? plural[2] : ""]);
  }
  return groups;
}

const files = readdirSync(src, { recursive: true }).filter((name) => /\.tsx?$/.test(name) && !name.includes(".test."));
const code = files.map((name) => readFileSync(join(src, name), "utf8")).join("\n");
const literals = new Set([...code.matchAll(/["'`]([a-z][A-Za-z0-9]*(?:\.[A-Za-z0-9_]+)+)["'`]/g)].map((m) => m[1]));
const prefixes = new Set([...code.matchAll(/`([a-z][A-Za-z0-9]*(?:\.[A-Za-z0-9_]+)*\.)\$\{/g)].map((m) => m[1]));
const called = new Set([...code.matchAll(/\bt\(\s*["']([^"']+)["']/g)].map((m) => m[1]));

const problems = [];
const all = { en: load("en"), fr: load("fr") };
const groups = { en: group(all.en), fr: group(all.fr) };
for (const [language, other] of [["en", "fr"], ["fr", "en"]]) {
  for (const [base, endings] of groups[language]) {
    if (!groups[other].has(base)) problems.push(`${base}: in ${language}, not in ${other}`);
    if (endings[0] !== "" && PLURALS[language].some((ending) => !endings.includes(ending))) problems.push(`${base}: ${language} needs ${PLURALS[language].join(", ")}`);
  }
}
const variables = (text) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]).sort().join();
for (const [key, text] of all.en) {
  if (text.trim() === "") problems.push(`${key}: empty`);
  const french = all.fr.get(key);
  if (french !== undefined && variables(french) !== variables(text)) problems.push(`${key}: the languages use other variables`);
}
for (const base of groups.en.keys()) {
  if (!literals.has(base) && ![...prefixes].some((prefix) => base.startsWith(prefix))) problems.push(`${base}: not used`);
}
for (const key of called) if (!groups.en.has(key)) problems.push(`${key}: used, but there is no such text`);

for (const problem of problems) console.error(problem);
console.log(`${groups.en.size} texts in 2 languages, ${problems.length} problems`);
process.exit(problems.length > 0 ? 1 : 0);
