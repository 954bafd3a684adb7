/** The server joins a category's levels by a slash; people read them as a way down. */
export const readablePath = (path: string): string => path.split("/").join(" › ");

export const lastLevel = (path: string): string => path.split("/").at(-1) ?? path;
