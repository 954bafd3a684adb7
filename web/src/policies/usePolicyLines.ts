import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Policies } from "@/api/model";
import { useFieldName } from "@/components/FieldChanges";
import { useFormat } from "@/i18n/format";
import { BRAKES, complete } from "./policies";

/** The rules as a few short sentences; the limits only where a person set them. */
export function usePolicyLines(): (policies: Partial<Policies> | null | undefined) => string[] {
  const { t } = useTranslation();
  const format = useFormat();
  const fieldName = useFieldName();
  return useCallback(
    (given) => {
      const policies = complete(given);
      const absent = policies.absent === "keep" || policies.absent_runs <= 1 ? t(`policies.line.absent_${policies.absent}`) : t(`policies.line.absentAfter_${policies.absent}`, { count: policies.absent_runs });
      return [
        policies.fields ? t("policies.line.fields", { what: t(`policies.line.writes_${policies.writes}`), fields: policies.fields.map(fieldName).join(", ") }) : t(`policies.line.writes_${policies.writes}`),
        absent,
        policies.most_errors == null ? t(`policies.line.bad_${policies.bad_records}`) : t("policies.line.mostErrors", { what: t(`policies.line.bad_${policies.bad_records}`), percent: format.percent(policies.most_errors) }),
        t(`policies.line.review_${policies.review}`),
        ...BRAKES.filter((name) => policies.brakes[name] != null).map((name) => t("policies.line.brake", { what: t(`policies.brakes.${name}`), percent: format.percent(policies.brakes[name] ?? 0) })),
      ];
    },
    [t, format, fieldName],
  );
}
