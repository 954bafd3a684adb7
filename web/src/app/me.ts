/** The person using the app, and what their role lets them do. */
import { useSuspenseQuery } from "@tanstack/react-query";
import type { Role, User } from "@/api/model";
import { q } from "@/api/query";

export const ROLES: readonly Role[] = ["viewer", "user", "manager", "admin"];

export const meQuery = () => q("/auth/me");

export function useMe(): User {
  return useSuspenseQuery({ ...meQuery(), staleTime: 5 * 60_000 }).data;
}

const atLeast = (user: User, role: Role): boolean => ROLES.indexOf(user.role) >= ROLES.indexOf(role);

export function useAtLeast(role: Role): boolean {
  return atLeast(useMe(), role);
}
