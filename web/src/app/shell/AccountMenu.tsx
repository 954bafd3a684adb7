import { ActionIcon, Avatar, Menu, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { IconKeyboard, IconLogout, IconUser } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { logOut } from "@/api/session";
import { useMe } from "@/app/me";

export function AccountMenu({ onHelp }: { onHelp: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon size="lg" radius="xl" aria-label={t("shell.account")}>
          <Avatar size={28} radius="xl" color="petrol" name={me.name} alt="" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <div style={{ padding: "8px 12px" }}>
          <Text fw={600} truncate>{me.name}</Text>
          <Text size="sm" c="dimmed" truncate>{me.email}</Text>
          <Text size="xs" c="dimmed">{t(`users.roles.${me.role}`)}</Text>
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconUser size={16} />} renderRoot={(props) => <Link to="/settings" search={{ tab: undefined }} {...props} />}>{t("shell.profile")}</Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} />} rightSection={<Text size="xs" c="dimmed">?</Text>} onClick={onHelp}>{t("shell.keyboard")}</Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void logOut()}>{t("shell.logOut")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
