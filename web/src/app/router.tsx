import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import type { QueryClient } from "@tanstack/react-query";
import { list, q } from "@/api/query";
import { hasSession } from "@/api/session";
import { asProblem } from "@/api/problem";
import { mappingSearch } from "@/pages/imports/mapping/mappingSearch";
import { importsQuery, importsSearch, runSearch } from "@/pages/imports/importsSearch";
import { jobsSearch } from "@/pages/jobs/jobsSearch";
import { productsSearch, productSearch } from "@/pages/products/productsSearch";
import { supplierSearch, suppliersQuery, suppliersSearch } from "@/pages/suppliers/suppliersSearch";
import { valuesSearch } from "@/pages/values/valuesSearch";
import { meQuery } from "./me";
import { queryClient } from "./queryClient";
import { parseSearch, stringifySearch, text, type RawSearch } from "./search";
import { NotFound, PageError } from "./shell/PageError";

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({ notFoundComponent: NotFound });

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: (raw: RawSearch) => ({ next: text(raw["next"]) }),
  component: lazyRouteComponent(() => import("@/pages/login/LoginPage"), "LoginPage"),
});

const app = createRoute({
  getParentRoute: () => root,
  id: "app",
  beforeLoad: async ({ context, location }) => {
    const toLogin = () => redirect({ to: "/login", search: { next: location.href === "/" ? undefined : location.href } });
    if (!hasSession()) throw toLogin();
    try {
      await context.queryClient.ensureQueryData({ ...meQuery(), staleTime: 5 * 60_000 });
    } catch (error) {
      if (asProblem(error).status === 401) throw toLogin();
      throw error;
    }
  },
  component: lazyRouteComponent(() => import("./shell/Shell"), "Shell"),
  errorComponent: PageError,
});

const dashboard = createRoute({
  getParentRoute: () => app,
  path: "/",
  loader: ({ context }) => void context.queryClient.prefetchQuery(q("/dashboard")),
  component: lazyRouteComponent(() => import("@/pages/dashboard/DashboardPage"), "DashboardPage"),
});

const imports = createRoute({
  getParentRoute: () => app,
  path: "/imports",
  validateSearch: importsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => void context.queryClient.prefetchQuery(list("/imports", { query: importsQuery(deps) })),
  component: lazyRouteComponent(() => import("@/pages/imports/ImportsPage"), "ImportsPage"),
});

const newImport = createRoute({
  getParentRoute: () => app,
  path: "/imports/new",
  validateSearch: (raw: RawSearch) => ({ supplier: text(raw["supplier"]) }),
  component: lazyRouteComponent(() => import("@/pages/imports/NewImportPage"), "NewImportPage"),
});

const mapping = createRoute({
  getParentRoute: () => app,
  path: "/imports/new/$token",
  validateSearch: mappingSearch,
  component: lazyRouteComponent(() => import("@/pages/imports/mapping/MappingPage"), "MappingPage"),
});

const run = createRoute({
  getParentRoute: () => app,
  path: "/imports/$id",
  validateSearch: runSearch,
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(q("/imports/{id}", { path: { id: Number(params.id) } })),
  component: lazyRouteComponent(() => import("@/pages/imports/run/RunPage"), "RunPage"),
});

const drift = createRoute({
  getParentRoute: () => app,
  path: "/imports/$id/drift",
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(q("/imports/{id}", { path: { id: Number(params.id) } })),
  component: lazyRouteComponent(() => import("@/pages/imports/drift/DriftPage"), "DriftPage"),
});

const products = createRoute({
  getParentRoute: () => app,
  path: "/products",
  validateSearch: productsSearch,
  component: lazyRouteComponent(() => import("@/pages/products/ProductsPage"), "ProductsPage"),
});

const product = createRoute({
  getParentRoute: () => app,
  path: "/products/$id",
  validateSearch: productSearch,
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(q("/products/{id}", { path: { id: Number(params.id) } })),
  component: lazyRouteComponent(() => import("@/pages/products/product/ProductPage"), "ProductPage"),
});

const suppliers = createRoute({
  getParentRoute: () => app,
  path: "/suppliers",
  validateSearch: suppliersSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => void context.queryClient.prefetchQuery(list("/suppliers", { query: suppliersQuery(deps) })),
  component: lazyRouteComponent(() => import("@/pages/suppliers/SuppliersPage"), "SuppliersPage"),
});

const supplier = createRoute({
  getParentRoute: () => app,
  path: "/suppliers/$id",
  validateSearch: supplierSearch,
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(q("/suppliers/{id}", { path: { id: Number(params.id) } })),
  component: lazyRouteComponent(() => import("@/pages/suppliers/SupplierPage"), "SupplierPage"),
});

const values = createRoute({
  getParentRoute: () => app,
  path: "/values",
  validateSearch: valuesSearch,
  component: lazyRouteComponent(() => import("@/pages/values/ValuesPage"), "ValuesPage"),
});

const jobs = createRoute({
  getParentRoute: () => app,
  path: "/jobs",
  validateSearch: jobsSearch,
  component: lazyRouteComponent(() => import("@/pages/jobs/JobsPage"), "JobsPage"),
});

const users = createRoute({
  getParentRoute: () => app,
  path: "/users",
  component: lazyRouteComponent(() => import("@/pages/users/UsersPage"), "UsersPage"),
});

const settings = createRoute({
  getParentRoute: () => app,
  path: "/settings",
  validateSearch: (raw: RawSearch) => ({ tab: text(raw["tab"]) }),
  component: lazyRouteComponent(() => import("@/pages/settings/SettingsPage"), "SettingsPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    login,
    app.addChildren([dashboard, imports, newImport, mapping, run, drift, products, product, suppliers, supplier, values, jobs, users, settings]),
  ]),
  context: { queryClient },
  parseSearch,
  stringifySearch,
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  defaultErrorComponent: PageError,
  defaultNotFoundComponent: NotFound,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
