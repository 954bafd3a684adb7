import { ActionIcon, CopyButton, Text, Tooltip } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { IconCheck, IconCopy, IconInfoCircle, IconLock } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { Origin, Product } from "@/api/model";
import { q } from "@/api/query";
import { useAtLeast } from "@/app/me";
import { ConfirmModal } from "@/components/ConfirmModal";
import { FactList } from "@/components/FactList";
import { useFieldName } from "@/components/FieldChanges";
import { notifyProblem } from "@/components/notify";
import { useProblemText } from "@/components/problemText";
import { useFormat } from "@/i18n/format";
import { readablePath } from "../categoryPath";
import classes from "./product.module.css";

/** What is known of the product; for each fact where it comes from, and a lock where a person decided. */
export function Facts({ product }: { product: Product }) {
  const { t } = useTranslation();
  const format = useFormat();
  const fact = (field: string, value: string | null, copy = false): [string, ReactNode] => [
    t(`fields.${field as "ean"}`),
    value === null || value === "" ? null : (
      <span className={classes.fact}>
        <span>{value}</span>
        {copy && <Copy value={value} />}
        <Provenance product={product} field={field} />
      </span>
    ),
  ];
  return (
    <>
      <div className={`panel ${classes.facts ?? ""}`}>
        <FactList
          facts={[
            fact("name", product.name),
            [t("fields.ean"), product.ean === null ? <Text component="span" c="dimmed">{t("products.noEanKnown")}</Text> : <span className={classes.fact}><span>{product.ean}</span><Copy value={product.ean} /><Provenance product={product} field="ean" /></span>],
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
          <div className={classes.fact}>
            <Text component="h2" fw={600}>{t("fields.description")}</Text>
            <Provenance product={product} field="description" />
          </div>
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

function useOriginText(): (origin: Origin) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (origin) => {
    const when = origin.at === null ? "—" : format.exact(origin.at);
    if (origin.by !== null) return t("products.originPerson", { by: origin.by, when });
    const line = origin.record === null ? "" : t("products.originLine", { n: format.number(origin.record) });
    return t("products.originFile", { supplier: origin.supplier ?? "—", file: origin.file_name ?? "—", line, when });
  };
}

function Provenance({ product, field }: { product: Product; field: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const textOf = useProblemText();
  const fieldName = useFieldName();
  const originText = useOriginText();
  const mayUnlock = useAtLeast("manager");
  const [asking, setAsking] = useState(false);
  const aliases = field === "ean" ? ["ean", "gtin"] : field === "weight_kg" ? ["weight_kg", "weight"] : [field];
  const origin = aliases.map((name) => product.origins[name]).find((found) => found !== undefined);
  const lockedAs = aliases.find((name) => product.locked_fields.includes(name));
  const unlock = useMutation({
    mutationFn: () => unwrap(api().POST("/products/{id}/unlock", { params: { path: { id: product.id } }, body: { fields: [lockedAs ?? field] } })),
    onSuccess: (next) => {
      client.setQueryData(q("/products/{id}", { path: { id: product.id } }).queryKey, next);
      setAsking(false);
    },
    onError: (error) => { notifyProblem(textOf(error)); },
  });
  return (
    <>
      {lockedAs !== undefined && (
        <Tooltip label={t("products.locked")} events={{ hover: true, focus: true, touch: true }}>
          <ActionIcon size="xs" className={classes.lock} aria-label={t("products.unlockField", { field: fieldName(field) })} disabled={!mayUnlock} onClick={() => { setAsking(true); }}><IconLock size={14} stroke={2} /></ActionIcon>
        </Tooltip>
      )}
      {origin && (
        <Tooltip label={originText(origin)} events={{ hover: true, focus: true, touch: true }}>
          <ActionIcon size="xs" aria-label={t("products.originOf", { field: fieldName(field), origin: originText(origin) })}><IconInfoCircle size={14} /></ActionIcon>
        </Tooltip>
      )}
      {asking && (
        <ConfirmModal title={t("products.unlockTitle", { field: fieldName(field) })} confirm={t("products.unlock")} busy={unlock.isPending} onConfirm={() => { unlock.mutate(); }} onClose={() => { setAsking(false); }}>
          {t("products.unlockText")}
        </ConfirmModal>
      )}
    </>
  );
}
