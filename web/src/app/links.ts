/** Where each noun lives. One place, so that a row, a palette entry and a notification lead to the same page. */
export const runLink = (id: number) => ({ to: "/imports/$id", params: { id: String(id) } }) as const;
export const productLink = (id: number) => ({ to: "/products/$id", params: { id: String(id) } }) as const;
/** The product as it was at the moment that the page shows. */
export const productThen = (id: number, moment: { as_of?: string | undefined; as_of_run?: number | undefined }) => ({ ...productLink(id), search: { as_of: moment.as_of, as_of_run: moment.as_of_run } }) as const;
export const supplierLink = (id: number) => ({ to: "/suppliers/$id", params: { id: String(id) } }) as const;

export type RowLink = ReturnType<typeof runLink> | ReturnType<typeof productLink> | ReturnType<typeof supplierLink>;
