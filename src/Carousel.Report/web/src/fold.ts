/** Opens a folded section that a link leads to, and says when something was unfolded. */
export function prepareFolds(changed: () => void): void {
  const follow = (): void => {
    const target = location.hash === "" ? null : document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = target?.closest<HTMLDetailsElement>("details.fold") ?? target?.querySelector<HTMLDetailsElement>(":scope > details.fold");
    if (fold) {
      fold.open = true;
    }
  };
  document.querySelectorAll("details.fold").forEach(fold => fold.addEventListener("toggle", changed));
  // A second press on the same link changes no address.
  document.querySelectorAll("nav a").forEach(link => link.addEventListener("click", () => setTimeout(follow)));
  addEventListener("hashchange", follow);
  follow();
}
