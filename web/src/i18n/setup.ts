/** Languages: one is loaded at a time; which one is the account's, else this browser's last choice, else the browser's. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { en } from "./en/texts";

export const LANGUAGES = ["fr", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en };
  }
}

const STORAGE_KEY = "suppliers-import.language";
const loaders = {
  en: async () => (await import("./en/texts")).en,
  fr: async () => (await import("./fr/texts")).fr,
};

const isLanguage = (value: unknown): value is Language => LANGUAGES.includes(value as Language);

function initialLanguage(): Language {
  const stored = localStorage.getItem(STORAGE_KEY);
  if (isLanguage(stored)) return stored;
  const browser = navigator.languages.map((l) => l.slice(0, 2)).find(isLanguage);
  return browser ?? "fr";
}

export async function startI18n(language: Language = initialLanguage()): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: await loaders[language]() } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
}

export const currentLanguage = (): Language => (isLanguage(i18next.language) ? i18next.language : "fr");

export async function setLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORAGE_KEY, language);
  if (language === i18next.language) return;
  if (!i18next.hasResourceBundle(language, "translation")) {
    i18next.addResourceBundle(language, "translation", await loaders[language]());
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
