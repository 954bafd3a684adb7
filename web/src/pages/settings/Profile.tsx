import { Button, Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { meQuery, useMe } from "@/app/me";
import { useSetPreference } from "@/app/shell/preferences";
import { notifyDone, notifyProblem } from "@/components/notify";
import { useProblemText } from "@/components/problemText";
import classes from "./settings.module.css";

export function Profile() {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const textOf = useProblemText();
  const setPreference = useSetPreference();
  const form = useForm({ initialValues: { name: me.name }, validate: { name: (value) => (value.trim() === "" ? t("users.nameMissing") : null) } });
  const save = useMutation({
    mutationFn: (values: { name: string }) => unwrap(api().PATCH("/auth/me", { body: { name: values.name.trim() } })),
    onSuccess: (next) => {
      client.setQueryData(meQuery().queryKey, next);
      notifyDone(t("common.saved"));
    },
    onError: (error) => { notifyProblem(textOf(error)); },
  });
  return (
    <section className={`panel ${classes.section ?? ""}`}>
      <form onSubmit={form.onSubmit((values) => { save.mutate(values); })}>
        <Stack gap="md">
          <div>
            <Text component="h2" fw={600} size="lg">{t("settings.you")}</Text>
            <Text c="dimmed">{me.email} · {t(`users.roles.${me.role}`)}</Text>
          </div>
          <Group align="flex-end">
            <TextInput label={t("users.name")} style={{ flex: 1 }} {...form.getInputProps("name")} />
            <Button type="submit" variant="default" loading={save.isPending} disabled={!form.isDirty()}>{t("common.save")}</Button>
          </Group>
          <div>
            <Text fw={500} mb={4} id="language-label">{t("shell.language")}</Text>
            <SegmentedControl aria-labelledby="language-label" data={[{ value: "fr", label: "Français" }, { value: "en", label: "English" }]} value={me.locale} onChange={(value) => { setPreference({ locale: value }); }} />
          </div>
          <div>
            <Text fw={500} mb={4} id="theme-label">{t("shell.theme")}</Text>
            <SegmentedControl aria-labelledby="theme-label" data={(["light", "dark", "system"] as const).map((value) => ({ value, label: t(`shell.themes.${value}`) }))} value={me.theme} onChange={(value) => { setPreference({ theme: value }); }} />
          </div>
        </Stack>
      </form>
    </section>
  );
}
