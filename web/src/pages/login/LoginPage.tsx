import { Button, PasswordInput, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDocumentTitle } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { logIn } from "@/api/session";
import { config } from "@/app/config";
import { Notice } from "@/components/Notice";
import { useProblemText } from "@/components/problemText";
import { currentLanguage, LANGUAGES, setLanguage } from "@/i18n/setup";
import classes from "./LoginPage.module.css";

const NAMES = { fr: "Français", en: "English" } as const;

export function LoginPage() {
  const { t } = useTranslation();
  const { next } = useSearch({ from: "/login" });
  const router = useRouter();
  const textOf = useProblemText();
  useDocumentTitle(`${t("login.title")} · ${config().app_name}`);
  const form = useForm({
    initialValues: { email: "", password: "" },
    validate: {
      email: (value) => (value.includes("@") ? null : t("login.emailMissing")),
      password: (value) => (value === "" ? t("login.passwordMissing") : null),
    },
  });
  const login = useMutation({
    mutationFn: (values: typeof form.values) => logIn(values.email.trim(), values.password),
    onSuccess: () => { router.history.push(next?.startsWith("/") && !next.startsWith("//") ? next : "/"); },
  });
  return (
    <main className={classes.page}>
      <div className={classes.box}>
        <div className={classes.brand}>
          <img src="/favicon.svg" alt="" width={40} height={40} />
          <Title order={1} size="h1">{config().app_name}</Title>
        </div>
        <form className={`panel ${classes.form ?? ""}`} onSubmit={form.onSubmit((values) => { login.mutate(values); })} noValidate>
          {login.error && <Notice tone="bad" alert>{textOf(login.error)}</Notice>}
          <TextInput label={t("login.email")} type="email" autoComplete="username" autoFocus {...form.getInputProps("email")} />
          <PasswordInput
            label={t("login.password")}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ "aria-label": t("login.showPassword"), tabIndex: 0 }}
            {...form.getInputProps("password")}
          />
          <Button type="submit" loading={login.isPending} fullWidth mt={4}>{t("login.submit")}</Button>
        </form>
        <div className={classes.languages}>
          {LANGUAGES.map((language) => (
            <button key={language} type="button" lang={language} aria-pressed={currentLanguage() === language} onClick={() => void setLanguage(language)}>{NAMES[language]}</button>
          ))}
        </div>
      </div>
    </main>
  );
}
