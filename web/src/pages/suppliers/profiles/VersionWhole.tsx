import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ProfileVersion } from "@/api/model";
import { FactList } from "@/components/FactList";
import { useFieldName } from "@/components/FieldChanges";
import { MappingTable } from "@/components/MappingTable";
import { useMaybeText } from "@/i18n/maybeText";
import { usePolicyLines } from "@/policies/usePolicyLines";
import { useStepText } from "@/transforms/useStepText";
import classes from "./profiles.module.css";

/** A version as a whole: columns, steps, rules, layout. */
export function VersionWhole({ version, editRules }: { version: ProfileVersion; editRules: ReactNode }) {
  const { t } = useTranslation();
  const maybe = useMaybeText();
  const fieldName = useFieldName();
  const stepText = useStepText();
  const ruleLines = usePolicyLines();
  const steps = version.transforms ?? [];
  const layout = [...Object.entries(version.structure), ["default_currency", version.default_currency] as const].flatMap(([name, value]): [string, string][] => {
    const label = maybe(`profiles.layout.${name}`);
    return label === null || value == null || value === "" || value === "none" || typeof value === "object" ? [] : [[label, value === "\t" ? t("mapping.delimiters.tab") : (maybe(`profiles.decimals.${String(value)}`) ?? String(value))]];
  });
  return (
    <div className={classes.whole}>
      <Part title={t("profiles.groups.columns")}>{Object.keys(version.mapping).length > 0 ? <MappingTable mapping={version.mapping} /> : <Text c="dimmed">{t("run.noMapping")}</Text>}</Part>
      <Part title={t("profiles.groups.steps")}>
        {steps.length === 0 ? <Text c="dimmed" size="sm">{t("profiles.noSteps")}</Text> : (
          <ol className={classes.steps}>
            {steps.map((step, i) => (
              <li key={i} data-off={step.off === true || undefined}>
                <span className="strong">{fieldName(step.field)}</span> {stepText(step)}
                {step.when != null && step.when !== "" && <span className="quiet">, {t("transforms.onlyWhen", { when: step.when })}</span>}
                {step.off === true && <span className="quiet"> ({t("transforms.off")})</span>}
              </li>
            ))}
          </ol>
        )}
      </Part>
      <Part title={t("profiles.groups.rules")} action={editRules}><ul className={classes.rules}>{ruleLines(version.policies).map((line) => <li key={line}>{line}</li>)}</ul></Part>
      <Part title={t("profiles.groups.layout")}>{layout.length === 0 ? <Text c="dimmed" size="sm">{t("profiles.layoutFound")}</Text> : <FactList facts={layout} />}</Part>
    </div>
  );
}

function Part({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.part}>
      <div className={classes.partHead}><Text component="h3" fw={600}>{title}</Text>{action}</div>
      {children}
    </section>
  );
}
