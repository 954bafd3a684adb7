import { Button, NumberInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/i18n/format";
import classes from "./ProductGrid.module.css";

interface GridFooterProps {
  first: number;
  last: number;
  total: number | undefined;
  exact: boolean;
  onGoTo: (row: number) => void;
}

/** Where one is, and a way to be anywhere else. */
export function GridFooter({ first, last, total, exact, onGoTo }: GridFooterProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [row, setRow] = useState<number | string>("");
  return (
    <div className={classes.footer}>
      <span className="num" role="status">
        {total === undefined ? t("common.loading") : t("table.range", { first: format.number(first), last: format.number(last), total: (exact ? "" : "≈ ") + format.number(total) })}
      </span>
      {total !== undefined && total > 200 && (
        <form onSubmit={(event) => { event.preventDefault(); if (typeof row === "number") onGoTo(row); }}>
          <NumberInput size="xs" w={130} min={1} max={total} allowDecimal={false} hideControls thousandSeparator=" " aria-label={t("products.goToRow")} placeholder={t("products.goToRow")} value={row} onChange={setRow} />
          <Button size="xs" type="submit" variant="default">{t("products.go")}</Button>
        </form>
      )}
    </div>
  );
}
