import { useMediaQuery } from "@mantine/hooks";

/** Narrow enough that tables become cards. */
export const usePhone = (): boolean => useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
