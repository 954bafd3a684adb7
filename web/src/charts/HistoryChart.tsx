import { useComputedColorScheme } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { runLink } from "@/app/links";
import { useFormat } from "@/i18n/format";
import { Chart, tooltipLook, useChartColors, type ChartOption } from "./Chart";

interface HistoryPoint {
  series: string;
  at: string;
  value: number | null;
  run: number | null;
}

const DAY = 86_400_000;

interface HistoryChartProps {
  points: HistoryPoint[];
  /** How far back the axis goes. */
  days: number;
  label: string;
  show: (value: number) => string;
  height?: number;
}

/** One stepped line per supplier, because a price holds until the next file; each point is the run that set it and opens it. */
export function HistoryChart({ points, days, label, show, height = 240 }: HistoryChartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const colors = useChartColors();
  const dark = useComputedColorScheme("light") === "dark";
  const groups = useMemo(() => {
    const map = new Map<string, HistoryPoint[]>();
    for (const point of points) map.set(point.series, [...(map.get(point.series) ?? []), point]);
    return map;
  }, [points]);
  const [now] = useState(() => Date.now());
  const first = Math.min(now, ...points.map((point) => Date.parse(point.at)));
  // A young history fills the width instead of hanging at the right edge.
  const from = Math.max(now - days * DAY, first - Math.max(DAY / 24, (now - first) / 10));
  const hours = now - from < 3 * DAY;
  const option = useMemo<ChartOption>(
    () => ({
      grid: { left: 8, right: 26, top: groups.size > 1 ? 34 : 12, bottom: 4, outerBoundsMode: "same" },
      legend: groups.size > 1 ? { top: 0, left: 0, itemWidth: 14, itemHeight: 8, icon: "roundRect", textStyle: { color: colors.text } } : { show: false },
      xAxis: { type: "time", min: from, max: now, axisLine: { lineStyle: { color: colors.line } }, axisTick: { show: false }, splitLine: { show: false }, axisLabel: { color: colors.text, hideOverlap: true, formatter: (value: number) => (hours ? format.short(new Date(value).toISOString()) : format.day(new Date(value).toISOString())) } },
      yAxis: { type: "value", scale: true, splitNumber: 4, axisLabel: { color: colors.text, formatter: (value: number) => show(value) }, splitLine: { lineStyle: { color: colors.line } } },
      tooltip: {
        trigger: "item",
        ...tooltipLook(colors, dark ? "#dfe5e8" : "#161d22"),
        formatter: (params) => {
          const item = Array.isArray(params) ? params[0] : params;
          const point = groups.get(item?.seriesName ?? "")?.[item?.dataIndex ?? 0];
          if (!point) return "";
          const box = document.createElement("div");
          box.innerText = [`${point.series}: ${point.value === null ? "—" : show(point.value)}`, format.short(point.at), point.run === null ? "" : t("products.chartRun", { id: point.run })].filter(Boolean).join("\n");
          return box;
        },
      },
      series: [...groups].map(([name, group]) => ({ name, type: "line", step: "end", symbol: "circle", symbolSize: 6, lineStyle: { width: 2 }, emphasis: { focus: "series" }, data: [...group.map((p) => [p.at, p.value]), { value: [now, group.at(-1)?.value ?? null], symbol: "none" }] })),
    }),
    [groups, colors, dark, format, show, t, now, from, hours],
  );
  return (
    <Chart
      option={option}
      height={height}
      label={label}
      onPick={(series, index) => {
        const run = groups.get(series)?.[index]?.run;
        if (run != null) void navigate(runLink(run));
      }}
    />
  );
}
