/** Numbers, money, sizes and times as the user's language writes them. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

const LOCALES: Record<string, string> = { fr: "fr-FR", en: "en-GB" };
const RELATIVE_STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3600], ["minute", 60],
];

export function makeFormat(language: string) {
  const locale = LOCALES[language] ?? "en-GB";
  const integer = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
  const fourPlaces = new Intl.NumberFormat(locale, { maximumFractionDigits: 4, useGrouping: false });
  const exactDecimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 10 });
  const price = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 4 });
  const compactNumber = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
  const percentage = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const signed = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1, signDisplay: "exceptZero" });
  const relativeTime = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const shortRelative = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "medium" });
  const short = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  const fullDay = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
  const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const currencies = new Map<string, Intl.NumberFormat>();

  const currencyFormat = (currency: string) => {
    let format = currencies.get(currency);
    if (!format) {
      try {
        format = new Intl.NumberFormat(locale, { style: "currency", currency, minimumFractionDigits: 2, maximumFractionDigits: 4 });
      } catch {
        format = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 4 });
      }
      currencies.set(currency, format);
    }
    return format;
  };

  const unit = (value: number, name: string, digits = 1) =>
    new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "short", maximumFractionDigits: digits }).format(value);

  return {
    number: (value: number) => integer.format(value),
    decimal: (value: number | string) => decimal.format(value as Intl.StringNumericLiteral),
    fourPlaces: (value: string) => fourPlaces.format(value as Intl.StringNumericLiteral),
    /** With every digit it has: a factor, a rate. */
    exactDecimal: (value: string) => exactDecimal.format(value as Intl.StringNumericLiteral),
    /** A price where its currency is not said. */
    price: (value: string) => price.format(value as Intl.StringNumericLiteral),
    compact: (value: number) => compactNumber.format(value),
    percent: (value: number) => percentage.format(value),
    signedPercent: (value: number) => signed.format(value),
    /** Money arrives as a decimal string and is formatted from it; no float in between. */
    money: (value: string | null | undefined, currency: string | null | undefined) =>
      value === null || value === undefined || value === ""
        ? "—"
        : Number.isNaN(Number(value))
          ? value
          : currencyFormat(currency ?? "EUR").format(value as Intl.StringNumericLiteral),
    bytes: (value: number) => {
      if (value < 1000) return unit(value, "byte", 0);
      if (value < 1e6) return unit(value / 1e3, "kilobyte", 0);
      return value < 1e9 ? unit(value / 1e6, "megabyte") : unit(value / 1e9, "gigabyte");
    },
    duration: (ms: number) => {
      if (ms < 1000) return unit(ms, "millisecond", 0);
      const seconds = ms / 1000;
      if (seconds < 60) return unit(seconds, "second", seconds < 10 ? 1 : 0);
      const minutes = Math.floor(seconds / 60);
      if (minutes < 60) return `${unit(minutes, "minute", 0)} ${unit(Math.round(seconds % 60), "second", 0)}`;
      return `${unit(Math.floor(minutes / 60), "hour", 0)} ${unit(minutes % 60, "minute", 0)}`;
    },
    exact: (iso: string) => exact.format(new Date(iso)),
    short: (iso: string) => short.format(new Date(iso)),
    day: (iso: string) => day.format(new Date(iso)),
    /** A day without a time, as it is written: 2026-11-03. */
    date: (day: string) => date.format(new Date(day)),
    fullDay: (iso: string) => (Number.isNaN(Date.parse(iso)) ? iso : fullDay.format(new Date(iso))),
    clock: (iso: string) => clock.format(new Date(iso)),
    relative: (iso: string, now = Date.now(), brief = false) => {
      const words = brief ? shortRelative : relativeTime;
      const seconds = (new Date(iso).getTime() - now) / 1000;
      for (const [name, size] of RELATIVE_STEPS) {
        if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), name);
      }
      return words.format(0, "second");
    },
  };
}

export type Format = ReturnType<typeof makeFormat>;

export function useFormat(): Format {
  const { i18n } = useTranslation();
  return useMemo(() => makeFormat(i18n.language), [i18n.language]);
}
