import { Button } from "@mantine/core";
import { IconCalendarTime } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { AsOf } from "@/api/model";
import type { Moment } from "@/api/origins";
import { useFormat } from "@/i18n/format";
import classes from "./asof.module.css";

interface AsOfBannerProps {
  what: "catalogue" | "product";
  moment: Moment;
  /** The moment that the server answered for. */
  answered: AsOf | null | undefined;
  hint?: string;
  onNow: () => void;
}

/** Says calmly that this is the past, and leads back. */
export function AsOfBanner({ what, moment, answered, hint, onNow }: AsOfBannerProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const product = what === "product";
  const text = moment.as_of_run !== undefined
    ? t(product ? "origins.bannerProductRun" : "origins.bannerRun", { id: moment.as_of_run, when: answered ? format.short(answered.at) : "…" })
    : t(product ? "origins.bannerProductDay" : "origins.bannerDay", { day: format.fullDay(answered?.at ?? moment.as_of ?? "") });
  return (
    <section className={classes.banner} role="status">
      <IconCalendarTime size={18} stroke={1.8} aria-hidden />
      <span><b>{text}</b> <span className="quiet">{hint ?? t("origins.bannerHint")}</span></span>
      <Button variant="default" size="compact-md" onClick={onNow}>{t("origins.backToNow")}</Button>
    </section>
  );
}
