/** Language and theme belong to the account; this browser remembers them for the log-in page. */
import { useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, unwrap } from "@/api/client";
import type { User } from "@/api/model";
import { meQuery, useMe } from "@/app/me";
import { setLanguage, type Language } from "@/i18n/setup";

export type Theme = User["theme"];

const schemeOf = (theme: Theme): MantineColorScheme => (theme === "system" ? "auto" : theme);

export function useAccountPreferences(): void {
  const me = useMe();
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => { void setLanguage(me.locale); }, [me.locale]);
  useEffect(() => { setColorScheme(schemeOf(me.theme)); }, [me.theme, setColorScheme]);
}

/** Takes effect at once; if the account cannot be written the choice still holds in this window. */
export function useSetPreference(): (change: { locale?: Language; theme?: Theme }) => void {
  const client = useQueryClient();
  const { queryKey } = meQuery();
  return (change) => {
    client.setQueryData<User>(queryKey, (me) => (me ? { ...me, ...change } : me));
    unwrap(api().PATCH("/auth/me", { body: change })).then(
      (me) => client.setQueryData(queryKey, me),
      () => undefined,
    );
  };
}
