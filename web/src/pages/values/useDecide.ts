import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { request } from "@/api/client";
import type { Meta, ValueMap, ValueState } from "@/api/model";
import { notifyDone, notifyProblem } from "@/components/notify";
import { notifyUndo } from "@/components/notifyUndo";
import { useProblemText } from "@/components/problemText";
import { accepting, asBefore, BATCH, deciding, type Decision } from "./decisions";

export interface ValueList {
  data: ValueMap[];
  meta: Meta & { by_state?: Partial<Record<ValueState, number>> | { state: ValueState; count: number }[] };
}

/** Decides about values: the rows go at once, and the decision can be taken back while the message is there. */
export function useDecide(said: (decision: Decision | "suggestion", maps: readonly ValueMap[]) => string) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const textOf = useProblemText();
  const send = useMutation({
    mutationFn: async (items: ReturnType<typeof deciding>) => {
      for (let from = 0; from < items.length; from += BATCH) await request("PUT", "/value-maps", { items: items.slice(from, from + BATCH) });
    },
    onMutate: async (items) => {
      await client.cancelQueries({ queryKey: ["/value-maps"] });
      const ids = new Set(items.map((one) => one.id));
      client.setQueriesData<ValueList>({ queryKey: ["/value-maps"] }, (old) => (old ? { ...old, data: old.data.filter((map) => !ids.has(map.id) || map.state === items.find((one) => one.id === map.id)?.state) } : old));
    },
    onError: (error) => { notifyProblem(textOf(error)); },
    onSettled: () => {
      for (const key of ["/value-maps", "/brands", "/categories", "/products", "/facets"]) void client.invalidateQueries({ queryKey: [key] });
    },
  });
  const run = (items: ReturnType<typeof deciding>, maps: readonly ValueMap[], message: string) => {
    if (items.length === 0) return;
    send.mutate(items, { onSuccess: () => { notifyUndo(message, () => { send.mutate(asBefore(maps), { onSuccess: () => { notifyDone(t("values.takenBack")); } }); }); } });
  };
  return {
    busy: send.isPending,
    decide: (maps: readonly ValueMap[], decision: Decision) => { run(deciding(maps, decision), maps, said(decision, maps)); },
    accept: (maps: readonly ValueMap[]) => { const fitting = maps.filter((map) => map.suggestion !== null); run(accepting(fitting), fitting, said("suggestion", fitting)); },
  };
}
