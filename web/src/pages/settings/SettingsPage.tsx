import { Tabs } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";
import { ApiKeys } from "./ApiKeys";
import { Catalogue } from "./Catalogue";
import { Password } from "./Password";
import { Profile } from "./Profile";
import { Rates } from "./Rates";

export function SettingsPage() {
  const { t } = useTranslation();
  const { tab = "profile" } = useSearch({ from: "/app/settings" });
  const navigate = useNavigate({ from: "/settings" });
  return (
    <Page title={t("settings.title")}>
      <Tabs value={tab} onChange={(value) => void navigate({ search: { tab: value ?? undefined }, replace: true })}>
        <Tabs.List mb="lg" aria-label={t("settings.title")}>
          <Tabs.Tab value="profile">{t("settings.profile")}</Tabs.Tab>
          <Tabs.Tab value="keys">{t("settings.keys")}</Tabs.Tab>
          <Tabs.Tab value="catalogue">{t("settings.catalogue")}</Tabs.Tab>
          <Tabs.Tab value="rates">{t("settings.rates")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="profile"><Profile /><Password /></Tabs.Panel>
        <Tabs.Panel value="keys"><ApiKeys /></Tabs.Panel>
        <Tabs.Panel value="catalogue"><Catalogue /></Tabs.Panel>
        <Tabs.Panel value="rates"><Rates /></Tabs.Panel>
      </Tabs>
    </Page>
  );
}
