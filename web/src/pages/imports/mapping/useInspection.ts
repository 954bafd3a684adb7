import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Mapping, Structure } from "@/api/model";
import { inspectionKey } from "../upload/uploads";
import { forSending } from "./fields";
import type { MappingSearch } from "./mappingSearch";

/** The structure as the person overrode it; empty when what was detected stands. */
export function structureOf(search: MappingSearch): Structure {
  const { encoding, delimiter, sheet, header_row, record_path } = search;
  return Object.fromEntries(Object.entries({ encoding, delimiter, sheet, header_row, record_path }).filter(([, value]) => value !== undefined));
}

export function useInspection(token: string, structure: Structure) {
  const overridden = Object.keys(structure).length > 0;
  return useQuery({
    queryKey: overridden ? [...inspectionKey(token), structure] : inspectionKey(token),
    queryFn: () => unwrap(api().POST("/imports/inspect", { body: { token, structure } })),
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
}

export function usePreview(token: string, structure: Structure, mapping: Mapping, enabled: boolean) {
  const sent = forSending(mapping);
  return useQuery({
    queryKey: ["preview", token, structure, sent],
    queryFn: () => unwrap(api().POST("/imports/preview", { body: { token, structure, mapping: sent } })),
    staleTime: Infinity,
    placeholderData: keepPreviousData,
    enabled,
  });
}
