/** A run before it counts and after it did: review, corrections, the rejected file, undo. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { stringifySearch } from "@/app/search";
import { request, sendFile } from "./client";
import type { Approval, Correction, CorrectionItem, CorrectionResult, FileRecord, Issue, IssueRule, IssueValue, KeptValue, Meta, Run, RunDetail, Undo, UndoPreview, UndoScope } from "./model";
import { q } from "./query";

interface Listed<Row> {
  data: Row[];
  meta: Meta;
}
const runPath = (id: number, rest: string) => `/imports/${String(id)}/${rest}`;

/** A run with its review and drift, under the key that live changes go to. */
export const runQuery = (id: number) =>
  queryOptions({
    queryKey: [...q("/imports/{id}", { path: { id } }).queryKey],
    queryFn: ({ signal }) => request<RunDetail>("GET", `/imports/${String(id)}`, undefined, signal),
  });

/** Every key of a run begins alike, so that one word makes all of it stale. */
export const runPartKey = (id: number) => ["run-part", id] as const;

interface IssueFilter {
  code?: string | undefined;
  field?: string | undefined;
  page: number;
}

export const issuesQuery = (id: number, filter: IssueFilter) =>
  queryOptions({
    queryKey: [...runPartKey(id), "issues", filter],
    queryFn: ({ signal }) =>
      request<{ data: Issue[]; meta: Meta & { by_code?: { code: string; severity: string; count: number }[]; by_rule?: IssueRule[] } }>("GET", runPath(id, `errors${stringifySearch({ ...filter, per_page: 25 })}`), undefined, signal),
    placeholderData: keepPreviousData,
  });

export const issueValuesQuery = (id: number, rule: { code: string; field: string | undefined; page: number }) =>
  queryOptions({
    queryKey: [...runPartKey(id), "values", rule],
    queryFn: ({ signal }) => request<Listed<IssueValue>>("GET", runPath(id, `errors/values${stringifySearch({ ...rule, per_page: 20 })}`), undefined, signal),
    placeholderData: keepPreviousData,
  });

export const correctionsQuery = (id: number) =>
  queryOptions({
    queryKey: [...runPartKey(id), "corrections"],
    queryFn: ({ signal }) => request<Listed<Correction>>("GET", runPath(id, "corrections?per_page=100"), undefined, signal),
  });

export const recordQuery = (id: number, record: number) =>
  queryOptions({
    queryKey: [...runPartKey(id), "record", record],
    queryFn: ({ signal }) => request<FileRecord>("GET", runPath(id, `records/${String(record)}`), undefined, signal),
    placeholderData: keepPreviousData,
  });

const scopeSearch = (scope: UndoScope) => stringifySearch({ fields: scope.fields?.join(","), offers: scope.offers?.join(",") });

export const undoPreviewQuery = (id: number, scope: UndoScope) =>
  queryOptions({
    queryKey: [...runPartKey(id), "undo", scope],
    queryFn: ({ signal }) => request<UndoPreview>("GET", runPath(id, `undo${scopeSearch(scope)}`), undefined, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

export const undosQuery = (id: number) =>
  queryOptions({
    queryKey: [...runPartKey(id), "undos"],
    queryFn: ({ signal }) => request<{ data: Undo[] }>("GET", runPath(id, "undos"), undefined, signal),
  });

export const keptQuery = (undo: number, page: number) =>
  queryOptions({
    queryKey: ["undo-kept", undo, page],
    queryFn: ({ signal }) => request<Listed<KeptValue>>("GET", `/undos/${String(undo)}/kept${stringifySearch({ page, per_page: 25 })}`, undefined, signal),
    placeholderData: keepPreviousData,
  });

export const applyRun = (id: number, selection: Approval | null) => request<Run>("POST", runPath(id, "apply"), selection === null ? undefined : { selection });
export const correct = (id: number, items: CorrectionItem[]) => request<CorrectionResult>("POST", runPath(id, "corrections"), { items });
export const takeBackCorrection = (id: number, correction: number) => request<unknown>("DELETE", runPath(id, `corrections/${String(correction)}`));
export const sendCorrectedFile = (id: number, file: File) => sendFile<Run>(runPath(id, "rejected"), file);
export const undoRun = (id: number, scope: UndoScope) => request<Run>("POST", runPath(id, "undo"), Object.keys(scope).length > 0 ? scope : undefined);
export const revertUndo = (undo: number) => request<Run>("POST", `/undos/${String(undo)}/revert`);
