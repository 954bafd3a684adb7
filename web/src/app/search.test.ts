import { describe, expect, it } from "vitest";
import { importsQuery, importsSearch } from "@/pages/imports/importsSearch";
import { productFilter, productsSearch } from "@/pages/products/productsSearch";
import { parseSearch, stringifySearch } from "./search";

describe("the URL's search part", () => {
  it("comes back as it was, an EAN with its leading zero included", () => {
    const search = productsSearch(parseSearch("?q=0012345&supplier=4&in_stock=true&sort=-stock&row=999901"));
    expect(search).toMatchObject({ q: "0012345", supplier: 4, in_stock: true, sort: "-stock", row: 999_901 });
    expect(stringifySearch({ ...search })).toBe("?q=0012345&supplier=4&in_stock=true&sort=-stock&row=999901");
  });

  it("leaves out what does not fit", () => {
    expect(productsSearch({ supplier: "abc", sort: "colour", row: "-3", in_stock: "maybe" })).toEqual({});
    expect(stringifySearch({ a: undefined, b: "" })).toBe("");
  });

  it("becomes the filter that the server knows", () => {
    expect(productFilter({ no_ean: true, brand: 3 })).toMatchObject({ has_ean: false, brand_id: 3 });
    expect(importsQuery(importsSearch({ status: "waiting" })).status).toBe("needs_mapping,held,review,paused");
  });
});
