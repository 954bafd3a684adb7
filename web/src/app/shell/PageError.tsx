import { Anchor, Text, Title } from "@mantine/core";
import { Link, useRouter, type ErrorComponentProps } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ErrorBlock } from "@/components/ErrorBlock";

export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <ErrorBlock
      error={error}
      onRetry={() => {
        reset();
        void router.invalidate();
      }}
    />
  );
}

export function NotFound() {
  const { t } = useTranslation();
  return (
    <main style={{ padding: "80px 20px", textAlign: "center" }}>
      <Title order={1}>{t("shell.notFoundTitle")}</Title>
      <Text c="dimmed" mt="xs" mb="md">{t("shell.notFoundText")}</Text>
      <Anchor component={Link} to="/">{t("shell.toDashboard")}</Anchor>
    </main>
  );
}
