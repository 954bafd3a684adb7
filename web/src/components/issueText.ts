import { useTranslation } from "react-i18next";

/** What is wrong with a record, in the buyer's words. A rule without words of its own shows its code, spelled out. */
export function useIssueText(): (code: string) => string {
  const { t, i18n } = useTranslation();
  return (code) => {
    const key = `issues.${code}`;
    return i18n.exists(key) ? i18n.t(key as "issues.missing_key") : t("issues.other", { code: code.replaceAll("_", " ") });
  };
}
