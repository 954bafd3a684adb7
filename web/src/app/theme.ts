/** The look: one accent (petrol), cool neutrals, small radii, 14 px. Everything else is Mantine's. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

const petrol: MantineColorsTuple = [
  "#e9f6fa", "#d3ebf2", "#a6d7e6", "#73c0d8", "#46a9c7", "#2793b3", "#167d9c", "#0f6680", "#0c5368", "#083c4c",
];
const dark: MantineColorsTuple = [
  "#dfe5e8", "#b6c0c6", "#94a0a8", "#72808a", "#414d55", "#313b42", "#242c32", "#191f24", "#13181c", "#0d1114",
];
const gray: MantineColorsTuple = [
  "#f7f9fa", "#eff2f4", "#e3e8eb", "#d3dade", "#b4bfc6", "#8c99a2", "#67757f", "#4a5761", "#333e46", "#1c242a",
];

export const theme = createTheme({
  primaryColor: "petrol",
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.25,
  colors: { petrol, dark, gray },
  black: "#161d22",
  fontFamily: '"Inter Variable", system-ui, -apple-system, "Segoe UI", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace',
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  headings: {
    fontWeight: "600",
    sizes: { h1: { fontSize: "1.375rem", lineHeight: "1.25" }, h2: { fontSize: "1rem", lineHeight: "1.4" }, h3: { fontSize: "0.875rem", lineHeight: "1.4" } },
  },
  defaultRadius: "sm",
  radius: { xs: "3px", sm: "6px", md: "8px", lg: "12px", xl: "20px" },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Tooltip: { defaultProps: { openDelay: 250, withArrow: true, multiline: true, maw: 320, transitionProps: { duration: 100 } } },
    Modal: { defaultProps: { centered: true, radius: "md", transitionProps: { duration: 120 } } },
    // A dialog’s header is not the page’s banner.
    ModalHeader: { defaultProps: { role: "none" } },
    Menu: { defaultProps: { shadow: "md", transitionProps: { duration: 80 } } },
    Popover: { defaultProps: { shadow: "md", transitionProps: { duration: 80 } } },
    Select: { defaultProps: { comboboxProps: { shadow: "md", transitionProps: { duration: 80 } } } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
    Badge: { defaultProps: { radius: "sm", variant: "light" } },
    Tabs: { defaultProps: { keepMounted: false } },
  },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--app-bg": "#fbfcfd",
    "--app-panel": "#ffffff",
    "--app-line": "#e3e8eb",
    "--app-line-strong": "#d3dade",
    "--app-hover": "#f1f5f7",
    "--app-selected": "#e5f2f6",
    "--app-quiet": "#5a6872",
    "--app-good": "#1a7044",
    "--app-waiting": "#8f5400",
    "--app-bad": "#b3261e",
    "--app-moving": "#0f6680",
    "--app-good-bg": "#e4f4ea",
    "--app-waiting-bg": "#fdf0da",
    "--app-bad-bg": "#fcebe9",
    "--app-moving-bg": "#e3f2f7",
    "--app-quiet-bg": "#eff2f4",
    "--app-created": "#2f9463",
    "--app-updated": "#2793b3",
    "--app-unchanged": "#c4cdd3",
    "--app-rejected": "#d1483f",
    "--app-duplicates": "#d99a2b",
    "--mantine-color-dimmed": "#5a6872",
    "--mantine-color-body": "#ffffff",
    "--mantine-color-placeholder": "#67757f",
    "--mantine-color-error": "#b3261e",
  },
  dark: {
    "--app-bg": "#0f1417",
    "--app-panel": "#151b1f",
    "--app-line": "#262f35",
    "--app-line-strong": "#36424a",
    "--app-hover": "#1c2429",
    "--app-selected": "#14303a",
    "--app-quiet": "#9aa7af",
    "--app-good": "#6fd39b",
    "--app-waiting": "#f0b556",
    "--app-bad": "#ff8f85",
    "--app-moving": "#7ccbe2",
    "--app-good-bg": "#12301f",
    "--app-waiting-bg": "#36270c",
    "--app-bad-bg": "#3b1a18",
    "--app-moving-bg": "#10303b",
    "--app-quiet-bg": "#242c32",
    "--app-created": "#4fb884",
    "--app-updated": "#46a9c7",
    "--app-unchanged": "#4a565e",
    "--app-rejected": "#e5675d",
    "--app-duplicates": "#e0ab4a",
    "--mantine-color-dimmed": "#9aa7af",
    "--mantine-color-body": "#151b1f",
    "--mantine-color-placeholder": "#8a97a0",
    "--mantine-color-error": "#ff8f85",
    "--mantine-color-text": "#dfe5e8",
    "--mantine-color-anchor": "#7ccbe2",
  },
});
