import { ActionIcon, Drawer, Group, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { FileRecord, RunDetail } from "@/api/model";
import { recordQuery } from "@/api/review";
import { useAtLeast } from "@/app/me";
import { ErrorBlock } from "@/components/ErrorBlock";
import { useFormat } from "@/i18n/format";
import runClasses from "../run.module.css";
import { ValueSteps } from "./ValueSteps";
import classes from "./record.module.css";

/** One record of the file beside the page: the raw row, and what became of each of its values. */
export function RecordDrawer({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const record = useSearch({ from: "/app/imports/$id" }).record;
  const navigate = useNavigate({ from: "/imports/$id" });
  const go = (next: number | undefined) => void navigate({ search: (old) => ({ ...old, record: next }), replace: true, resetScroll: false });
  const mayFix = useAtLeast("user") && ["held", "review", "done"].includes(run.status);
  const answer = useQuery({ ...recordQuery(run.id, record ?? 0), enabled: record !== undefined });
  const shown = answer.data?.record === record ? answer.data : undefined;
  return (
    <Drawer
      opened={record !== undefined}
      onClose={() => { go(undefined); }}
      position="right"
      padding="lg"
      size="min(620px, 100vw)"
      transitionProps={{ duration: 120 }}
      closeButtonProps={{ "aria-label": t("common.close") }}
      title={
        <Group gap={6} wrap="nowrap">
          <Text component="span" fw={600} mr={6}>{shown?.line != null && shown.line > 0 ? t("record.atLine", { n: format.number(shown.line) }) : t("record.title", { n: format.number(record ?? 0) })}</Text>
          <ActionIcon aria-label={t("record.previous")} disabled={record === undefined || record <= 1} onClick={() => { if (record !== undefined) go(record - 1); }}><IconChevronLeft size={18} /></ActionIcon>
          <ActionIcon aria-label={t("record.next")} disabled={record === undefined || record >= run.records} onClick={() => { if (record !== undefined) go(record + 1); }}><IconChevronRight size={18} /></ActionIcon>
        </Group>
      }
    >
      {answer.error && !shown ? <ErrorBlock error={answer.error} onRetry={() => void answer.refetch()} /> : !shown ? <><Skeleton height={180} mb="md" /><Skeleton height={260} /></> : (
        <>
          <h2 className={classes.heading}>{t("record.became")}</h2>
          <p className={classes.lead}>{t("record.becameHelp")}</p>
          <ValueSteps key={shown.record} run={run} record={shown} mayFix={mayFix} />
          <h2 className={classes.heading}>{t("record.inFile")}</h2>
          <RawRow record={shown} />
        </>
      )}
    </Drawer>
  );
}

function RawRow({ record }: { record: FileRecord }) {
  const { t } = useTranslation();
  const used = new Set(record.steps.map((step) => step.source));
  return (
    <dl className={classes.cells}>
      {record.cells.map((cell, index) => (
        <div key={`${cell.column}-${String(index)}`} data-unused={!used.has(cell.column) || undefined}>
          <dt>{cell.column}{!used.has(cell.column) && <span> ({t("record.unused")})</span>}</dt>
          <dd>{cell.value === null || cell.value === "" ? <span className="quiet">{t("run.empty")}</span> : <code className={runClasses.raw}>{cell.value}</code>}</dd>
        </div>
      ))}
    </dl>
  );
}
