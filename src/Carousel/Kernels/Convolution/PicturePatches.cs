using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// What a kernel sees from each place of the output, side by side: [B·places, K·K·C] by row of the kernel, column,
/// channel; zeros outside the picture.
/// </summary>
internal static unsafe class PicturePatches
{
    /// <summary>Columns of neighbouring rows of the patches.</summary>
    /// <param name="size">H, W, C, K.</param>
    /// <param name="x">[B·H·W, C].</param>
    /// <param name="row">The first row: picture · places + place.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="from">First column.</param>
    /// <param name="to">One after the last.</param>
    /// <param name="patches">At the first row and column; overwritten.</param>
    /// <param name="stride">From one row of the patches to the next.</param>
    public static void Unfold(
        PictureConvolutionSize size, float* x, int row, int count, int from, int to, float* patches, nint stride)
    {
        int line = size.KernelSize * size.Input.Channels, width = size.Input.Width * size.Input.Channels;
        var at = new Position(size, row);
        for (int n = 0; n < count; n++, at.Next(size))
        {
            float* target = patches + (n * stride);
            float* picture = x + ((nint)at.Picture * size.Input.Length);
            int left = at.Left * size.Input.Channels;
            for (int k = from / line; k * line < to; k++)
            {
                // Columns of this row of the kernel that are wanted, and of those the ones inside the picture.
                int begin = Math.Max(from, k * line), end = Math.Min(to, (k + 1) * line), y = at.Top + k,
                    first = left + begin - (k * line);
                int before = Math.Clamp(-first, 0, end - begin),
                    inside = (uint)y < (uint)size.Input.Height
                        ? Math.Clamp(width - first, before, end - begin)
                        : before;
                Clear(target + (begin - from), before);
                MatrixProduct.Copy(
                    picture + ((nint)y * width) + first + before, target + (begin - from) + before, inside - before);
                Clear(target + (begin - from) + inside, end - begin - inside);
            }
        }
    }

    /// <summary>Adds all columns of some rows of patches, all of one picture, to the places they came from.</summary>
    /// <param name="size">H, W, C, K.</param>
    /// <param name="patches">[count, K·K·C].</param>
    /// <param name="row">The first row.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="dx">[B·H·W, C], added to.</param>
    public static void Fold(
        PictureConvolutionSize size, ReadOnlySpan<float> patches, int row, int count, Span<float> dx)
    {
        ShapeException.Require(patches, (count, size.Patch));
        ShapeException.Require(dx, (dx.Length / size.Input.Length, size.Input.Length));
        fixed (float* values = patches, places = dx)
        {
            Widths.Run(new FoldRun(size, values, row, count, places));
        }
    }

    private readonly struct FoldRun(
        PictureConvolutionSize size, float* patches, int row, int count, float* dx)
        : IWidthWork
    {
        void IWidthWork.Run<V, O>()
        {
            int C = size.Input.Channels, line = size.KernelSize * C, width = size.Input.Width * C;
            var at = new Position(size, row);
            for (int n = 0; n < count; n++, at.Next(size))
            {
                int first = at.Left * C, before = Math.Max(-first, 0), inside = Math.Min(width - first, line);
                float* values = patches + ((nint)n * size.Patch), picture = dx + ((nint)at.Picture * size.Input.Length);
                for (int k = Math.Max(0, -at.Top); k < size.KernelSize && at.Top + k < size.Input.Height; k++)
                {
                    float* places = picture + ((nint)(at.Top + k) * width) + first + before,
                        part = values + (k * line) + before;
                    ElementLoop.Run<V, O, AddMap>(default, part, places, part, places, inside - before);
                }
            }
        }
    }

    /// <summary>Most rows of most patches have nothing outside the picture: no call for them.</summary>
    private static void Clear(float* values, int count)
    {
        if (count > 0)
        {
            new Span<float>(values, count).Clear();
        }
    }

    /// <summary>Which part of which picture an output sees.</summary>
    private struct Position
    {
        private int _column;

        public Position(PictureConvolutionSize size, int row)
        {
            (Picture, int place) = Math.DivRem(row, size.Output.Places);
            (int line, _column) = Math.DivRem(place, size.Output.Width);
            (Top, Left) = ((line * size.Stride) - size.Padding, (_column * size.Stride) - size.Padding);
        }

        public int Picture { get; private set; }

        public int Top { get; private set; }

        public int Left { get; private set; }

        public void Next(PictureConvolutionSize size)
        {
            Left += size.Stride;
            if (++_column == size.Output.Width)
            {
                (_column, Left, Top) = (0, -size.Padding, Top + size.Stride);
                if (Top + size.Padding == size.Output.Height * size.Stride)
                {
                    (Picture, Top) = (Picture + 1, -size.Padding);
                }
            }
        }
    }
}
