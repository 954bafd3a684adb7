import { Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import { notifyDone } from "@/components/notify";
import { Notice } from "@/components/Notice";
import { useProblemText } from "@/components/problemText";
import classes from "./settings.module.css";

const LEAST = 10;

export function Password() {
  const { t } = useTranslation();
  const textOf = useProblemText();
  const form = useForm({
    initialValues: { current_password: "", new_password: "", again: "" },
    validate: {
      current_password: (value) => (value === "" ? t("login.passwordMissing") : null),
      new_password: (value) => (value.length < LEAST ? t("settings.passwordRule", { count: LEAST }) : null),
      again: (value, values) => (value === values.new_password ? null : t("settings.passwordDiffers")),
    },
  });
  const save = useMutation({
    mutationFn: ({ current_password, new_password }: typeof form.values) => unwrap(api().POST("/auth/password", { body: { current_password, new_password } })),
    onSuccess: () => {
      form.reset();
      notifyDone(t("settings.passwordChanged"));
    },
    onError: (error) => {
      const problem = asProblem(error);
      form.setErrors(problem.code === "wrong_password" || problem.code === "invalid_credentials" ? { current_password: t("problems.wrong_password") } : problem.fields);
    },
  });
  const toggle = { visibilityToggleButtonProps: { "aria-label": t("login.showPassword"), tabIndex: 0 } };
  return (
    <section className={`panel ${classes.section ?? ""}`}>
      <form onSubmit={form.onSubmit((values) => { save.mutate(values); })} noValidate>
        <Stack gap="md">
          <Text component="h2" fw={600} size="lg">{t("settings.changePassword")}</Text>
          {save.error && Object.keys(form.errors).length === 0 && <Notice tone="bad" alert>{textOf(save.error)}</Notice>}
          <PasswordInput label={t("settings.currentPassword")} autoComplete="current-password" {...toggle} {...form.getInputProps("current_password")} />
          <PasswordInput label={t("settings.newPassword")} autoComplete="new-password" {...toggle} {...form.getInputProps("new_password")} />
          <PasswordInput label={t("settings.newPasswordAgain")} autoComplete="new-password" {...toggle} {...form.getInputProps("again")} />
          <Group><Button type="submit" variant="default" loading={save.isPending}>{t("settings.changePassword")}</Button></Group>
        </Stack>
      </form>
    </section>
  );
}
