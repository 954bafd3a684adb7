import { useComputedColorScheme } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { DayStats } from "@/api/model";
import { useFormat } from "@/i18n/format";
import { Chart, tooltipLook, useChartColors, type ChartOption } from "./Chart";

const OUTCOMES = ["done", "unchanged", "held", "failed"] as const;
const COLORS = { light: { done: "#2f9463", unchanged: "#c4cdd3", held: "#d99a2b", failed: "#d1483f" }, dark: { done: "#4fb884", unchanged: "#4a565e", held: "#e0ab4a", failed: "#e5675d" } };

/** Imports per day by how they ended. */
export function RunsChart({ days }: { days: DayStats[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const colors = useChartColors();
  const dark = useComputedColorScheme("light") === "dark";
  const option = useMemo<ChartOption>(
    () => ({
      grid: { left: 4, right: 4, top: 34, bottom: 4, outerBoundsMode: "same" },
      legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 10, icon: "roundRect", textStyle: { color: colors.text } },
      xAxis: { type: "category", data: days.map((d) => format.day(d.date)), axisLine: { lineStyle: { color: colors.line } }, axisTick: { show: false }, axisLabel: { color: colors.text, interval: "auto", hideOverlap: true } },
      yAxis: { type: "value", minInterval: 1, splitNumber: 3, axisLabel: { color: colors.text }, splitLine: { lineStyle: { color: colors.line } } },
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, ...tooltipLook(colors, dark ? "#dfe5e8" : "#161d22") },
      series: OUTCOMES.map((outcome) => ({ name: t(`dashboard.outcomes.${outcome}`), type: "bar", stack: "runs", barMaxWidth: 22, itemStyle: { color: COLORS[dark ? "dark" : "light"][outcome] }, data: days.map((d) => d[outcome]) })),
    }),
    [days, colors, dark, format, t],
  );
  const sum = (outcome: (typeof OUTCOMES)[number]) => days.reduce((total, day) => total + day[outcome], 0);
  const label = `${t("dashboard.runsPerDay")}. ${OUTCOMES.map((outcome) => `${t(`dashboard.outcomes.${outcome}`)}: ${format.number(sum(outcome))}`).join(", ")}`;
  return <Chart option={option} height={300} label={label} />;
}
