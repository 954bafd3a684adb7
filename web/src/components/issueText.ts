import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useMaybeText } from "@/i18n/maybeText";

/** What is wrong with a record, in the buyer's words. A rule without words of its own shows its code, spelled out. */
export function useIssueText(): (code: string) => string {
  const { t } = useTranslation();
  const maybe = useMaybeText();
  return useCallback((code) => maybe(`issues.${code}`) ?? t("issues.other", { code: code.replaceAll("_", " ") }), [t, maybe]);
}
