import { useTranslation } from "react-i18next";
import { useMaybeText } from "@/i18n/maybeText";
import { useDriftReason } from "../drift/useDriftReason";

const VALUES = /^(\d+) % of values are (.+)$/;
const HEADER = /^header says "(.*)"$/;
const LAYOUT = /^"(.*)" holds it in the layout of (.+)$/;
const LEARNED = /^(?:mapped so|as) in (\d+) (earlier )?files? of (.+)$/;

const DRIFTED = /^(the column ".*" is gone|the header ".*" is now written|".*" is now column \d+ instead)/;

/** Why a column was proposed, in the person's language. The server says it in English; what is not known here stays as it came. */
export function useReasonText(): (reason: string) => string {
  const { t } = useTranslation();
  const maybe = useMaybeText();
  const driftReason = useDriftReason();
  const part = (text: string): string => {
    const values = VALUES.exec(text);
    const what = values?.[2] === undefined ? null : maybe(`mapping.valueKinds.${values[2].toLowerCase().replaceAll(" ", "_")}`);
    if (values?.[1] !== undefined && what !== null) return t("mapping.reasonValues", { percent: values[1], what });
    const header = HEADER.exec(text)?.[1];
    if (header !== undefined) return t("mapping.reasonHeader", { name: header });
    const layout = LAYOUT.exec(text);
    if (layout?.[1] !== undefined && layout[2] !== undefined) return t("mapping.reasonLayout", { name: layout[1], layout: layout[2] });
    const learned = LEARNED.exec(text);
    if (learned?.[1] !== undefined && learned[3] !== undefined) {
      const values = { count: Number(learned[1]), supplier: learned[3] };
      return learned[2] === undefined ? t("mapping.reasonLearnedElsewhere", values) : t("mapping.reasonLearned", values);
    }
    return text === "the column is empty in the records looked at" ? t("mapping.reasonEmpty") : text;
  };
  return (reason) => (DRIFTED.test(reason) ? driftReason(reason) : null) ?? reason.split("; ").map(part).join(". ");
}
