import { useEffect, useState } from "preact/hooks";

/** Where the reader is: the parts of the address behind '#'. */
export type Route = string[];

const current = (): Route => location.hash.replace(/^#\/?/, "").split("/").filter(part => part !== "").map(decodeURIComponent);

/** The address of a place of the studio. */
export const placeOf = (...parts: string[]): string => `#/${parts.map(encodeURIComponent).join("/")}`;

export const goTo = (...parts: string[]): void => { location.hash = placeOf(...parts); };

export function useRoute(): Route {
  const [route, setRoute] = useState(current);
  useEffect(() => {
    const changed = (): void => setRoute(current());
    addEventListener("hashchange", changed);
    // The address may have changed between the first drawing and this.
    changed();
    return () => removeEventListener("hashchange", changed);
  }, []);
  return route;
}
