import { ActionIcon, CopyButton, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Product } from "@/api/model";
import { FactList } from "@/components/FactList";
import { useFormat } from "@/i18n/format";
import { readablePath } from "../categoryPath";
import { Origin } from "./Origin";
import classes from "./product.module.css";

/** What is known of the product; each fact says where it comes from, with a lock where a person decided. */
export function Facts({ product }: { product: Product }) {
  const { t } = useTranslation();
  const format = useFormat();
  const fact = (field: string, value: string | null, copy = false): [string, ReactNode] => [
    t(`fields.${field as "ean"}`),
    value === null || value === "" ? null : (
      <span key={field} className={classes.fact}>
        <Origin product={product} field={field}>{value}</Origin>
        {copy && <Copy value={value} />}
      </span>
    ),
  ];
  return (
    <>
      <div className={`panel ${classes.facts ?? ""}`}>
        <FactList
          facts={[
            fact("name", product.name),
            product.ean === null ? [t("fields.ean"), <Text key="ean" component="span" c="dimmed">{t("products.noEanKnown")}</Text>] : fact("ean", product.ean, true),
            [t("products.sku"), <span key="sku" className={classes.fact}><span>{product.sku}</span><Copy value={product.sku} /></span>],
            fact("brand", product.brand?.name ?? null),
            fact("category", product.category === null ? null : readablePath(product.category.path)),
            fact("mpn", product.mpn, true),
            fact("weight_kg", product.weight_kg === null ? null : `${format.decimal(product.weight_kg)} kg`),
          ]}
        />
      </div>
      {product.description !== null && product.description !== "" && (
        <div className={`panel ${classes.description ?? ""}`}>
          <Text component="h2" fw={600}><Origin product={product} field="description">{t("fields.description")}</Origin></Text>
          <p>{product.description}</p>
        </div>
      )}
    </>
  );
}

function Copy({ value }: { value: string }) {
  const { t } = useTranslation();
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <ActionIcon size="xs" aria-label={copied ? t("common.copied") : t("common.copyValue", { value })} onClick={copy}>{copied ? <IconCheck size={14} /> : <IconCopy size={14} />}</ActionIcon>
      )}
    </CopyButton>
  );
}
