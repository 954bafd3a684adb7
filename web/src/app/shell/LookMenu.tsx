import { ActionIcon, Menu } from "@mantine/core";
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun, IconLanguage } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/app/me";
import { currentLanguage, LANGUAGES } from "@/i18n/setup";
import { useSetPreference, type Theme } from "./preferences";
import classes from "./Shell.module.css";

const THEMES: [Theme, typeof IconSun][] = [["light", IconSun], ["dark", IconMoon], ["system", IconDeviceDesktop]];
const NAMES = { fr: "Français", en: "English" } as const;

export function LookMenu() {
  const { t } = useTranslation();
  const me = useMe();
  const set = useSetPreference();
  const Current = THEMES.find(([name]) => name === me.theme)?.[1] ?? IconSun;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size="lg" aria-label={t("shell.language")} className={classes.hidePhone}><IconLanguage size={19} stroke={1.7} /></ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {LANGUAGES.map((language) => (
            <Menu.Item key={language} lang={language} onClick={() => { set({ locale: language }); }} rightSection={currentLanguage() === language ? <IconCheck size={15} /> : null}>
              {NAMES[language]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size="lg" aria-label={t("shell.theme")}><Current size={19} stroke={1.7} /></ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {THEMES.map(([name, IconOf]) => (
            <Menu.Item key={name} leftSection={<IconOf size={16} stroke={1.7} />} onClick={() => { set({ theme: name }); }} rightSection={me.theme === name ? <IconCheck size={15} /> : null}>
              {t(`shell.themes.${name}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
