import { useCallback } from "react";
import { useTranslation } from "react-i18next";

/** A text whose key is made from what the server sent: ours if we have it, else null, and the caller shows the server's own. */
export function useMaybeText(): (key: string, values?: Record<string, string>) => string | null {
  const { t, i18n } = useTranslation();
  return useCallback(
    (key, values) => {
      const exists = (name: string): boolean => i18n.exists(name);
      return exists(key) ? (t as unknown as (key: string, values?: Record<string, string>) => string)(key, values) : null;
    },
    [t, i18n],
  );
}
