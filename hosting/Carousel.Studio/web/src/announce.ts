/** What screen readers are told; the region stands in the page from the beginning. */
export function announce(text: string): void {
  const region = document.getElementById("said");
  if (region !== null && region.textContent !== text) {
    region.textContent = text;
  }
}
