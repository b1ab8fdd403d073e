import { useEffect, useRef, useState } from "preact/hooks";
import type { Refusal } from "../api-types";
import { frameAddressOf, refusalOf } from "../net/api";
import { RefusalNote } from "./small";

/**
 * A report of this machine in a frame as high as the report: hover, zoom, lists, state maps and steppers are the report's own.
 * The report keeps its own policy, so nothing in it reaches outside.
 */
export function ReportFrame({ path, title }: { path: string; title: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [address, setAddress] = useState<string>();
  const [refusal, setRefusal] = useState<Refusal>();
  useEffect(() => {
    let isGone = false;
    frameAddressOf(path).then(
      found => { if (!isGone) { setAddress(found); } },
      (problem: unknown) => { if (!isGone) { setRefusal(refusalOf(problem)); } });
    return () => { isGone = true; };
  }, [path]);
  useEffect(() => {
    const place = frame.current;
    if (place === null) {
      return;
    }

    let watch: ResizeObserver | undefined;
    const fit = (): void => {
      const root = place.contentDocument?.documentElement;
      if (root) {
        place.style.height = `${Math.ceil(root.getBoundingClientRect().height)}px`;
      }
    };
    const loaded = (): void => {
      watch?.disconnect();
      const body = place.contentDocument?.body;
      if (body) {
        place.contentDocument!.documentElement.style.overflowY = "hidden";
        // The page around it says the same already.
        body.querySelector("header")?.setAttribute("hidden", "");
        watch = new ResizeObserver(fit);
        watch.observe(body);
      }

      fit();
    };
    place.addEventListener("load", loaded);
    return () => {
      place.removeEventListener("load", loaded);
      watch?.disconnect();
    };
  }, [address]);
  return address === undefined
    ? <RefusalNote refusal={refusal} />
    : <iframe class="report" ref={frame} src={address} title={title} />;
}
