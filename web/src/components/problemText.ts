import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { useMaybeText } from "@/i18n/maybeText";

/** A problem as a sentence for the person: our words for what we know, the server's detail for the rest. */
export function useProblemText(): (error: unknown) => string {
  const { t } = useTranslation();
  const maybe = useMaybeText();
  return (error) => {
    const problem = asProblem(error);
    const own = maybe(`problems.${problem.code}`);
    if (own !== null) return own;
    if (problem.status === 403) return t("problems.forbidden");
    if (problem.status === 404) return t("problems.not_found");
    if (problem.status === 429) return t("problems.too_many_requests");
    if (problem.status >= 500) return t("problems.internal");
    return problem.detail === "" ? t("problems.unknown") : problem.detail;
  };
}
