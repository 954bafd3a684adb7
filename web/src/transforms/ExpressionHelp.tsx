import { Text, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { columnWord, CONDITIONS, FORMULAS, FUNCTIONS, VARIABLES } from "./expressionWords";
import classes from "./transforms.module.css";

interface ExpressionHelpProps {
  kind: "condition" | "value";
  columns: readonly string[];
  onInsert: (text: string) => void;
}

export function ExpressionHelp({ kind, columns, onInsert }: ExpressionHelpProps) {
  const { t } = useTranslation();
  const word = (text: string, help: string | null, label = text) => (
    <Tooltip key={text} label={help} disabled={help === null}>
      <button type="button" className={classes.word} onClick={() => { onInsert(text); }}>{label}</button>
    </Tooltip>
  );
  return (
      <div className={classes.help}>
        <Text size="xs" c="dimmed">{t("transforms.helpInsert")}</Text>
        <Text component="h3" size="sm" fw={600}>{t("transforms.helpExamples")}</Text>
        <div className={classes.words}>{(kind === "condition" ? CONDITIONS : FORMULAS).map((text) => word(text, null))}</div>
        <Text component="h3" size="sm" fw={600}>{t("transforms.helpFields")}</Text>
        <div className={classes.words}>{VARIABLES.map((name) => word(name, t(`fields.${name}`)))}</div>
        {columns.length > 0 && (
          <>
            <Text component="h3" size="sm" fw={600}>{t("transforms.helpColumns")}</Text>
            <div className={classes.words}>{columns.slice(0, 60).map((name) => word(columnWord(name), columnWord(name), name))}</div>
          </>
        )}
        <Text component="h3" size="sm" fw={600}>{t("transforms.helpFunctions")}</Text>
        <dl className={classes.functions}>
          {FUNCTIONS.map((name) => (
            <div key={name}>
              <dt><button type="button" className={classes.word} onClick={() => { onInsert(t(`transforms.functions.${name}.use`)); }}>{t(`transforms.functions.${name}.use`)}</button></dt>
              <dd>{t(`transforms.functions.${name}.help`)}</dd>
            </div>
          ))}
        </dl>
      </div>
  );
}
