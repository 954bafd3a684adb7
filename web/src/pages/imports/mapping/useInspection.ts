import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { request } from "@/api/client";
import type { Inspection, Mapping, Policies, Preview, Structure, Transform } from "@/api/model";
import { asProblem } from "@/api/problem";
import { inspectionKey } from "../upload/uploads";
import { forSending } from "./fields";
import type { MappingSearch } from "./mappingSearch";

/** The structure as the person overrode it; empty when what was detected stands. */
export function structureOf(search: MappingSearch): Structure {
  const { encoding, delimiter, sheet, header_row, record_path } = search;
  return Object.fromEntries(Object.entries({ encoding, delimiter, sheet, header_row, record_path }).filter(([, value]) => value !== undefined));
}

/** The file as it is understood; with a supplier, also what that supplier's earlier files taught. */
export function useInspection(token: string, structure: Structure, chosen: string | undefined) {
  const overridden = Object.keys(structure).length > 0;
  const plain = useQuery({
    queryKey: overridden ? [...inspectionKey(token), structure] : inspectionKey(token),
    queryFn: ({ signal }) => request<Inspection>("POST", "/imports/inspect", { token, structure }, signal),
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
  const supplier = chosen ?? plain.data?.known_supplier?.code;
  const known = useQuery({
    queryKey: [...inspectionKey(token), structure, supplier],
    queryFn: ({ signal }) => request<Inspection>("POST", "/imports/inspect", { token, structure, supplier }, signal),
    staleTime: Infinity,
    enabled: supplier !== undefined && plain.data !== undefined && !plain.isPlaceholderData,
    retry: false,
  });
  return { file: known.data ?? plain.data, error: plain.error, stale: plain.isPlaceholderData, learning: known.isFetching, refetch: () => void plain.refetch() };
}

interface Asked {
  token: string;
  structure: Structure;
  mapping: Mapping;
  transforms: Transform[];
  policies: Partial<Policies> | null;
  supplier: string | undefined;
}

export function usePreview({ mapping, policies, ...asked }: Asked, enabled: boolean) {
  const body = { ...asked, mapping: forSending(mapping), ...(policies ? { policies } : {}) };
  return useQuery({
    queryKey: ["preview", body],
    queryFn: ({ signal }) => request<Preview>("POST", "/imports/preview", body, signal),
    staleTime: Infinity,
    placeholderData: keepPreviousData,
    retry: (count, error) => asProblem(error).status >= 500 && count < 2,
    enabled,
  });
}
