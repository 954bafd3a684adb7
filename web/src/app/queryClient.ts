import { QueryClient } from "@tanstack/react-query";
import { asProblem } from "@/api/problem";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      gcTime: 10 * 60_000,
      retry: (count, error) => count < 2 && [0, 502, 503, 504].includes(asProblem(error).status),
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
});
