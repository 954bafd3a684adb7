/** ECharts, with only the parts that the app draws. Loaded lazily by the pages that show charts. */
import { useComputedColorScheme } from "@mantine/core";
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use as register, type EChartsType, type ComposeOption } from "echarts/core";
import type { BarSeriesOption, LineSeriesOption } from "echarts/charts";
import type { GridComponentOption, LegendComponentOption, TooltipComponentOption } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";

// Not a React hook, in spite of the name.
register([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

export type ChartOption = ComposeOption<BarSeriesOption | LineSeriesOption | GridComponentOption | LegendComponentOption | TooltipComponentOption>;

interface ChartColors {
  text: string;
  line: string;
  panel: string;
  series: string[];
}

const SERIES = {
  light: ["#0f6680", "#c2571a", "#6a4fb3", "#2f8f5b", "#b8327a", "#7a6a12"],
  dark: ["#5fc0dc", "#f09a5f", "#ab98ea", "#67c896", "#ee86bb", "#cdbb58"],
};

export function useChartColors(): ChartColors {
  const scheme = useComputedColorScheme("light");
  return scheme === "dark" ? { text: "#9aa7af", line: "#262f35", panel: "#1c2429", series: SERIES.dark } : { text: "#5a6872", line: "#e3e8eb", panel: "#ffffff", series: SERIES.light };
}

interface ChartProps {
  option: ChartOption;
  height: number;
  /** What the chart says, for those who do not see it. */
  label: string;
  onPick?: (seriesName: string, index: number) => void;
}

export function Chart({ option, height, label, onPick }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const colors = useChartColors();
  const pick = useRef(onPick);
  useEffect(() => { pick.current = onPick; });

  useEffect(() => {
    if (!box.current) return undefined;
    const instance = init(box.current, null, { renderer: "svg" });
    chart.current = instance;
    instance.on("click", (event) => { pick.current?.(event.seriesName ?? "", event.dataIndex); });
    const observer = new ResizeObserver(() => { instance.resize(); });
    observer.observe(box.current);
    return () => {
      observer.disconnect();
      instance.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption(
      {
        animationDuration: 250,
        textStyle: { fontFamily: "Inter Variable, system-ui, sans-serif", color: colors.text },
        color: colors.series,
        ...option,
      },
      { notMerge: true },
    );
  }, [option, colors]);

  return <div ref={box} role="img" aria-label={label} style={{ height, width: "100%" }} />;
}

export const tooltipLook = (colors: ChartColors, text: string) =>
  ({ backgroundColor: colors.panel, borderColor: colors.line, textStyle: { color: text, fontSize: 13 }, confine: true }) as const;
