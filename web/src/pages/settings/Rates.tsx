import { ActionIcon, Button, Group, Select, Skeleton, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconCoin, IconPlus, IconTrash } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { request } from "@/api/client";
import type { Meta, Rate } from "@/api/model";
import { asProblem } from "@/api/problem";
import { q } from "@/api/query";
import { useAtLeast } from "@/app/me";
import { EmptyBlock } from "@/components/EmptyBlock";
import { notifyProblem } from "@/components/notify";
import { notifyUndo } from "@/components/notifyUndo";
import { useProblemText } from "@/components/problemText";
import { CURRENCIES } from "@/forms/currencies";
import { useFormat } from "@/i18n/format";
import { DataTable } from "@/table/DataTable";
import type { Col } from "@/table/columns";
import { DecimalInput } from "@/transforms/DecimalInput";
import classes from "./settings.module.css";

const KEY = ["/rates"] as const;
const today = () => new Date().toISOString().slice(0, 10);

/** What one of a currency is worth in the catalogue's, and from which day on. */
export function Rates() {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const textOf = useProblemText();
  const mayEdit = useAtLeast("manager");
  const [page, setPage] = useState(1);
  const own = useQuery(q("/settings")).data?.catalogue_currency;
  const answer = useQuery({ queryKey: [...KEY, page], queryFn: ({ signal }) => request<{ data: Rate[]; meta: Meta }>("GET", `/rates?page=${String(page)}&per_page=25`, undefined, signal), placeholderData: keepPreviousData });
  const put = useMutation({
    mutationFn: ({ currency, day, rate }: Pick<Rate, "currency" | "day" | "rate">) => request<Rate>("PUT", "/rates", { currency, day, rate }),
    onSettled: () => void client.invalidateQueries({ queryKey: KEY }),
  });
  const remove = useMutation({
    mutationFn: ({ currency, day }: Rate) => request("DELETE", `/rates/${currency}/${day}`),
    onSuccess: (_, rate) => { notifyUndo(t("settings.rateRemoved", { currency: rate.currency, day: format.day(rate.day) }), () => { put.mutate(rate); }); },
    onError: (error) => { notifyProblem(textOf(error)); },
    onSettled: () => void client.invalidateQueries({ queryKey: KEY }),
  });
  const form = useForm({
    initialValues: { currency: "", day: today(), rate: "" },
    validate: {
      currency: (value) => (value === "" ? t("settings.rateCurrencyMissing") : null),
      rate: (value) => (/^\d+(\.\d+)?$/.test(value) && Number(value) > 0 ? null : t("settings.rateBad")),
    },
  });
  const columns = useMemo<Col<Rate>[]>(
    () => [
      { id: "currency", header: t("settings.rateCurrency"), width: 120, cell: (rate) => <span className="strong">{rate.currency}</span> },
      { id: "day", header: t("settings.rateDay"), width: 160, cell: (rate) => <time dateTime={rate.day}>{format.date(rate.day)}</time> },
      { id: "rate", header: t("settings.rateOne", { currency: own ?? "" }), align: "right", cell: (rate) => format.exactDecimal(rate.rate) },
      { id: "by", header: t("settings.rateBy"), cell: (rate) => rate.by ?? <span className="quiet">—</span> },
      ...(mayEdit ? [{ id: "act", header: t("common.actions"), quietHeader: true, align: "right", width: 56, cell: (rate: Rate) => <ActionIcon aria-label={t("settings.rateRemove", { currency: rate.currency, day: format.date(rate.day) })} onClick={() => { remove.mutate(rate); }}><IconTrash size={16} /></ActionIcon> } as const] : []),
    ],
    [t, format, own, mayEdit, remove],
  );
  const submit = form.onSubmit((values) => {
    put.mutate(values, {
      onSuccess: () => { form.setFieldValue("rate", ""); },
      onError: (error) => { const problem = asProblem(error); form.setErrors(Object.keys(problem.fields).length > 0 ? problem.fields : { rate: textOf(problem) }); },
    });
  });
  return (
    <div className={classes.keys}>
      <Text c="dimmed" mb="md">{t("settings.ratesLead")}</Text>
      {mayEdit && (own === undefined ? <Skeleton height={64} mb="md" /> : (
        <form onSubmit={submit} noValidate>
          <Group align="flex-start" gap="sm" mb="md" className={`panel ${classes.rateForm ?? ""}`}>
            <Select label={t("settings.rateCurrency")} searchable w={130} data={CURRENCIES.filter((currency) => currency !== own)} {...form.getInputProps("currency")} value={form.values.currency === "" ? null : form.values.currency} />
            <TextInput label={t("settings.rateDay")} type="date" w={170} max={today()} {...form.getInputProps("day")} />
            <div>
              <DecimalInput label={t("settings.rateOf", { currency: form.values.currency === "" ? "…" : form.values.currency, own })} value={form.values.rate} onChange={(rate) => { form.setFieldValue("rate", rate); form.clearFieldError("rate"); }} />
              {form.errors["rate"] !== undefined && <Text size="sm" c="var(--app-bad)" role="alert">{form.errors["rate"]}</Text>}
            </div>
            <Button type="submit" mt={22} leftSection={<IconPlus size={16} />} loading={put.isPending}>{t("settings.rateAdd")}</Button>
          </Group>
        </form>
      ))}
      <DataTable
        label={t("settings.rates")}
        columns={columns}
        answer={answer}
        rowKey={(rate) => `${rate.currency}-${rate.day}`}
        skeletonRows={4}
        onPage={setPage}
        card={(rate) => (
          <Group justify="space-between" wrap="nowrap">
            <div><Text fw={550}>{rate.currency} · <span className="num">{format.exactDecimal(rate.rate)}</span></Text><Text size="sm" c="dimmed">{format.date(rate.day)}{rate.by !== null && ` · ${rate.by}`}</Text></div>
            {mayEdit && <ActionIcon aria-label={t("settings.rateRemove", { currency: rate.currency, day: format.date(rate.day) })} onClick={() => { remove.mutate(rate); }}><IconTrash size={16} /></ActionIcon>}
          </Group>
        )}
        empty={<EmptyBlock icon={IconCoin} title={t("settings.noRates")} text={t("settings.noRatesText")} />}
      />
    </div>
  );
}
