import { Button, Group, NumberInput, Select, Skeleton, Stack, Switch, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { Settings } from "@/api/model";
import { q } from "@/api/query";
import { useAtLeast } from "@/app/me";
import { ErrorBlock } from "@/components/ErrorBlock";
import { notifyDone } from "@/components/notify";
import { Notice } from "@/components/Notice";
import { useProblemText } from "@/components/problemText";
import { CURRENCIES } from "@/forms/currencies";
import classes from "./settings.module.css";

export function Catalogue() {
  const answer = useQuery(q("/settings"));
  if (answer.error && !answer.data) return <div className="panel"><ErrorBlock error={answer.error} onRetry={() => void answer.refetch()} /></div>;
  if (!answer.data) return <Skeleton height={300} maw={680} radius="md" />;
  return <Fields settings={answer.data} />;
}

function Fields({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const textOf = useProblemText();
  const mayEdit = useAtLeast("admin");
  const form = useForm({ initialValues: settings });
  const keepsAll = form.values.keep_files_days == null;
  const save = useMutation({
    mutationFn: (body: Settings) => unwrap(api().PATCH("/settings", { body })),
    onSuccess: (next) => {
      client.setQueryData(q("/settings").queryKey, next);
      form.resetDirty(next);
      notifyDone(t("common.saved"));
    },
  });
  return (
    <section className={`panel ${classes.section ?? ""}`}>
      <form onSubmit={form.onSubmit((values) => { save.mutate(values); })}>
        <fieldset disabled={!mayEdit} style={{ border: 0, padding: 0, margin: 0 }}>
          <Stack gap="md">
            <Text component="h2" fw={600} size="lg">{t("settings.catalogue")}</Text>
            {!mayEdit && <Text c="dimmed">{t("settings.adminOnly")}</Text>}
            {save.error && <Notice tone="bad" alert>{textOf(save.error)}</Notice>}
            <Select label={t("settings.currency")} description={t("settings.currencyHelp")} allowDeselect={false} searchable disabled={!mayEdit} data={CURRENCIES} {...form.getInputProps("catalogue_currency")} />
            <Select label={t("settings.locale")} description={t("settings.localeHelp")} allowDeselect={false} disabled={!mayEdit} data={[{ value: "fr", label: "Français" }, { value: "en", label: "English" }]} {...form.getInputProps("default_locale")} />
            <div>
              <Switch label={t("settings.keepAll")} description={t("settings.keepAllHelp")} disabled={!mayEdit} checked={keepsAll} onChange={(event) => { form.setFieldValue("keep_files_days", event.currentTarget.checked ? null : 365); }} />
              {!keepsAll && <NumberInput mt="sm" label={t("settings.keepDays")} min={1} allowDecimal={false} disabled={!mayEdit} {...form.getInputProps("keep_files_days")} />}
            </div>
            {mayEdit && <Group><Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>{t("common.save")}</Button></Group>}
          </Stack>
        </fieldset>
      </form>
    </section>
  );
}
