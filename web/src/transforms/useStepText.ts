import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Transform } from "@/api/model";
import { useFormat } from "@/i18n/format";

/** A step as a short sentence: “Replace “,” with “.””. */
export function useStepText(): (step: Transform) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return useCallback(
    (step) => {
      const number = (text: string) => (text !== "" && !Number.isNaN(Number(text)) ? format.exactDecimal(text) : text === "" ? "…" : text);
      const or = (text: string) => (text === "" ? "…" : text);
      switch (step.op) {
        case "trim":
          return step.chars ? t("transforms.say.trimChars", { chars: step.chars }) : t("transforms.say.trim");
        case "case":
          return t(`transforms.cases.${step.to}`);
        case "replace":
          return step.with === "" && step.find !== "" ? t("transforms.say.remove", { find: step.find }) : t("transforms.say.replace", { find: or(step.find), with: step.with });
        case "regex":
          return t("transforms.say.regex", { pattern: or(step.pattern), with: step.with });
        case "split":
          return step.take === -1 ? t("transforms.say.splitLast", { on: step.on }) : step.take < 0 ? t("transforms.say.splitEnd", { n: -step.take, on: step.on }) : t("transforms.say.split", { n: step.take, on: step.on });
        case "join":
          return t("transforms.say.join", { columns: step.columns.length === 0 ? "…" : step.columns.join(" + ") });
        case "lookup":
          return t("transforms.say.lookup", { count: Object.keys(step.table).length, n: format.number(Object.keys(step.table).length) });
        case "default":
          return t("transforms.say.default", { value: or(step.value) });
        case "multiply":
          return `× ${number(step.by)}`;
        case "add":
          return step.amount.startsWith("-") ? `− ${number(step.amount.slice(1))}` : `+ ${number(step.amount)}`;
        case "round":
          return t("transforms.say.round", { count: step.places });
        case "unit":
          return t("transforms.say.unit", { unit: step.from });
        case "currency":
          return t("transforms.say.currency", { to: step.to });
        case "vat":
          return t(`transforms.say.vat.${step.direction}`, { rate: number(step.rate) });
        case "set":
          return `= ${or(step.expression)}`;
        case "clear":
          return t("transforms.say.clear");
        case "reject":
          return t("transforms.say.reject", { reason: or(step.reason) });
      }
    },
    [t, format],
  );
}
