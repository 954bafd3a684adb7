import { Popover, RingProgress, Text, Tooltip, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Run } from "@/api/model";
import { runLink } from "@/app/links";
import { useFormat } from "@/i18n/format";
import { useLiveRuns, useLiveStatus } from "@/live/useLiveRuns";
import { overall } from "@/pages/imports/runState";
import classes from "./Shell.module.css";

const meanOf = (runs: Run[]) => runs.reduce((sum, run) => sum + (overall(run) ?? 0), 0) / Math.max(1, runs.length);

/** The runs in progress, wherever one is in the app. */
export function LiveActivity() {
  const { t } = useTranslation();
  const format = useFormat();
  const runs = useLiveRuns();
  const status = useLiveStatus();
  const [opened, { toggle, close }] = useDisclosure(false);

  if (status === "closed") {
    return (
      <Tooltip label={t("shell.liveLost")}>
        <span role="status" className={`${classes.activity} ${classes.lost} pulse`} aria-label={t("shell.liveLost")}>
          <IconPlugConnectedX size={18} aria-hidden />
        </span>
      </Tooltip>
    );
  }
  if (runs.length === 0) return null;
  return (
    <Popover opened={opened} onChange={close} position="bottom-end" width={320} trapFocus>
      <Popover.Target>
        <UnstyledButton className={classes.activity} onClick={toggle} aria-expanded={opened} aria-label={t("shell.running", { count: runs.length })}>
          <RingProgress size={24} thickness={3} roundCaps sections={[{ value: Math.max(4, meanOf(runs) * 100), color: "var(--app-moving)" }]} aria-hidden />
          <span className={classes.hidePhone}>{t("shell.running", { count: runs.length })}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={6}>
        {runs.map((run) => (
          <Link key={run.id} {...runLink(run.id)} className={classes.runLine} onClick={close}>
            <Text fw={550} truncate>{run.supplier?.name ?? run.file_name}</Text>
            <Text size="sm" c="dimmed" truncate>
              {t(`imports.phases.${run.progress?.phase ?? run.phase ?? "receive"}`)}
              {run.progress?.rate != null && <> · {t("imports.rate", { rate: format.number(run.progress.rate) })}</>}
            </Text>
            <RunLineBar share={overall(run)} />
          </Link>
        ))}
      </Popover.Dropdown>
    </Popover>
  );
}

function RunLineBar({ share }: { share: number | null }) {
  return (
    <div style={{ height: 3, borderRadius: 2, background: "var(--app-line)", marginTop: 6, overflow: "hidden" }}>
      <div style={{ height: "100%", width: `${String((share ?? 0) * 100)}%`, background: "var(--app-moving)", transition: "width 400ms" }} />
    </div>
  );
}
