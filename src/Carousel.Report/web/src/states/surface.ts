/** A canvas that is as sharp as the screen; drawing is in pixels of the page. */
export class Surface {
  readonly canvas = document.createElement("canvas");
  readonly context: CanvasRenderingContext2D;
  width = 0;
  height = 0;
  ratio = 1;

  constructor(className: string) {
    this.canvas.className = className;
    this.context = this.canvas.getContext("2d")!;
  }

  /** Empties it, with a new size where it has changed. */
  clear(width: number, height: number): void {
    const ratio = Math.min(window.devicePixelRatio, 2);
    if (width !== this.width || height !== this.height || ratio !== this.ratio) {
      [this.width, this.height, this.ratio] = [width, height, ratio];
      [this.canvas.width, this.canvas.height] = [Math.max(Math.round(width * ratio), 1), Math.max(Math.round(height * ratio), 1)];
      [this.canvas.style.width, this.canvas.style.height] = [`${width}px`, `${height}px`];
    }

    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context.clearRect(0, 0, width, height);
  }
}
