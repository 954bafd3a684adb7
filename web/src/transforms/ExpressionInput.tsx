import { Anchor, Collapse, Text, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { IconCircleCheck, IconHelpCircle } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { request } from "@/api/client";
import { asProblem } from "@/api/problem";
import { ExpressionHelp } from "./ExpressionHelp";
import classes from "./transforms.module.css";

interface ExpressionInputProps {
  kind: "condition" | "value";
  label: string;
  columns: readonly string[];
  value: string;
  error: string | null;
  onChange: (value: string) => void;
  /** Beside the label: what takes the condition away. */
  extra?: React.ReactNode;
}

/** The server says whether it understands; while one types, the old verdict is not shown. */
function useCheck(expression: string, kind: "condition" | "value") {
  const [asked] = useDebouncedValue(expression.trim(), 350);
  const answer = useQuery({
    queryKey: ["expression", kind, asked],
    queryFn: ({ signal }) => request<{ ok: true }>("POST", "/expressions/check", { expression: asked, kind }, signal),
    enabled: asked !== "",
    staleTime: Infinity,
    retry: false,
  });
  const settled = asked === expression.trim();
  if (expression.trim() === "") return { state: "empty" as const, message: null };
  if (settled && answer.error) {
    const problem = asProblem(answer.error);
    return { state: "bad" as const, message: Object.values(problem.fields)[0] ?? problem.detail };
  }
  return { state: settled && answer.data ? ("ok" as const) : ("checking" as const), message: null };
}

/** A condition or formula: checked as one types, with a help that inserts what one clicks. */
export function ExpressionInput({ kind, label, columns, value, error, onChange, extra }: ExpressionInputProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLTextAreaElement>(null);
  const [helping, setHelping] = useState(false);
  const check = useCheck(value, kind);
  const insert = (text: string) => {
    const at = input.current?.selectionStart ?? value.length;
    const end = input.current?.selectionEnd ?? at;
    onChange(value.slice(0, at) + text + value.slice(end));
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(at + text.length, at + text.length);
    });
  };
  return (
    <div>
      <Textarea
        ref={input}
        label={label}
        autosize
        minRows={1}
        maxRows={6}
        spellCheck={false}
        autoCapitalize="off"
        classNames={{ input: classes.code }}
        value={value}
        error={check.state === "bad" ? check.message : check.state === "checking" ? null : error}
        onChange={(event) => { onChange(event.currentTarget.value); }}
      />
      <div className={classes.expressionFoot}>
        <Text size="xs" component="span" role="status" className={classes.verdict} data-state={check.state}>
          {check.state === "ok" && error === null && <><IconCircleCheck size={14} aria-hidden /> {t("transforms.checkOk")}</>}
          {check.state === "checking" && t("transforms.checking")}
        </Text>
        <Anchor component="button" type="button" size="xs" className={classes.helpLink} aria-expanded={helping} onClick={() => { setHelping(!helping); }}><IconHelpCircle size={14} aria-hidden /> {helping ? t("transforms.helpClose") : t("transforms.help")}</Anchor>
        {extra}
      </div>
      <Collapse expanded={helping} transitionDuration={120}>
        {helping && <div className={classes.helpBox} role="region" aria-label={t("transforms.helpTitle")}><ExpressionHelp kind={kind} columns={columns} onInsert={insert} /></div>}
      </Collapse>
    </div>
  );
}
