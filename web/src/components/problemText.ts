import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";

/** A problem as a sentence for the person: our words for what we know, the server's detail for the rest. */
export function useProblemText(): (error: unknown) => string {
  const { t, i18n } = useTranslation();
  return (error) => {
    const problem = asProblem(error);
    const key = `problems.${problem.code}`;
    if (i18n.exists(key)) return i18n.t(key as "problems.offline");
    if (problem.status === 403) return t("problems.forbidden");
    if (problem.status === 404) return t("problems.not_found");
    if (problem.status === 429) return t("problems.too_many_requests");
    if (problem.status >= 500) return t("problems.internal");
    return problem.detail === "" ? t("problems.unknown") : problem.detail;
  };
}
