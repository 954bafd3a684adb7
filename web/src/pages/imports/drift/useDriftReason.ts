import { useTranslation } from "react-i18next";

/** The server's sentences, which are in English: what each says, and what its holes are called. */
const SENTENCES = [
  [/^the header "(.*)" is now written "(.*)"$/, "respelled", ["was", "now"]],
  [/^"(.*)" is now column (\d+) instead of (\d+)$/, "moved", ["name", "now", "was"]],
  [/^the column ".*" is gone, and no other looks like it$/, "noOther", []],
  [/^the further column "(.*)" is gone; .*$/, "further", ["name"]],
  [/^the column is empty now; (\d+) % of it was filled$/, "empty", ["percent"]],
  [/^the values were numbers; now only (\d+) % are$/, "noNumbers", ["percent"]],
  [/^the prices were in (\w+) and are in (\w+) now$/, "currency", ["was", "now"]],
  [/^the weights are (?:about )?([\d.]+) times larger than before.*$/, "weightsLarger", ["times"]],
  [/^the weights are (?:about )?([\d.]+) times smaller than before.*$/, "weightsSmaller", ["times"]],
  [/^the prices are (?:about )?([\d.]+) times larger than before.*$/, "pricesLarger", ["times"]],
  [/^the prices are (?:about )?([\d.]+) times smaller than before.*$/, "pricesSmaller", ["times"]],
  [/^only (\d+) % of the values are right EANs; (\d+) % were$/, "eans", ["now", "was"]],
  [/^the values were addresses of pictures.*$/, "noPictures", []],
  [/^the article numbers repeat: only (\d+) % are different$/, "repeated", ["percent"]],
  [/^the values were texts and are numbers now$/, "noTexts", []],
  [/^the values can't be quantities any more$/, "noQuantities", []],
  [/^"(.*)" looks like what it held$/, "looksLike", ["name"]],
  [/^it stands at the same place$/, "samePlace", []],
  [/^the new header means \w+ too$/, "synonym", []],
  [/^the values look the same$/, "sameValues", []],
  [/^the values look alike$/, "alikeValues", []],
  [/^but the values look different$/, "otherValues", []],
  [/^but the header names another currency, tax or unit$/, "otherTerms", []],
  [/^the headers are alike$/, "alikeHeaders", []],
] as const;

/** A column that a field was read from besides its first: it is gone, and there is nothing to decide. */
export const isFurther = (reason: string): boolean => reason.startsWith("the further column");

/** The sentences of a reason. “X is gone; Y seems to be it: signs” leaves the signs: the rest is said already. */
function sentences(reason: string): string[] {
  const found = /^the column ".*" is gone; ".*" seems to be it: (.*)$/.exec(reason);
  if (found?.[1] !== undefined) return found[1].split(", ");
  return isFurther(reason) ? [reason] : /^(.*); ("[^"]*" looks like what it held)$/.exec(reason)?.slice(1) ?? [reason];
}

/** Why the server thinks so, in the person's language; a sentence that is not known here stays as it came. */
export function useDriftReason(): (reason: string) => string | null {
  const { t } = useTranslation();
  const say = (sentence: string): string => {
    for (const [pattern, name, holes] of SENTENCES) {
      const match = pattern.exec(sentence);
      if (match) return (t as (key: string, values: Record<string, string>) => string)(`drift.because.${name}`, Object.fromEntries(holes.map((hole, i) => [hole, match[i + 1] ?? ""])));
    }
    return sentence;
  };
  return (reason) => {
    if (reason === "") return null;
    const said = sentences(reason).map(say).join(", ");
    return `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
  };
}
