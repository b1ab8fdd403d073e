using Carousel.Memory;

namespace Carousel.Kernels.Convolution;

/// <summary>The largest or the mean value of each square of a picture, channel by channel. Double-precision twin: PicturePoolingReference. Derivation: docs/derivations/convolution.md.</summary>
/// <remarks>Every function is for one picture: pictures do not touch each other. Places of a square come row by row.</remarks>
internal static class PicturePoolingKernel
{
    /// <summary>y[place,c] = max of x over the square; NaN wherever a place has it.</summary>
    /// <param name="size">H, W, C, K.</param>
    /// <param name="x">[H·W, C].</param>
    /// <param name="y">[places, C], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void MaxForward(PicturePoolingSize size, ReadOnlySpan<float> x, Span<float> y)
    {
        Require(size, x, y);
        int C = size.Input.Channels;
        for (int place = 0; place < size.Output.Places; place++)
        {
            Span<float> largest = y.Slice(place * C, C);
            x.Slice(Seen(size, place, 0) * C, C).CopyTo(largest);
            for (int k = 1; k < size.KernelSize * size.KernelSize; k++)
            {
                ReadOnlySpan<float> values = x.Slice(Seen(size, place, k) * C, C);
                for (int c = 0; c < values.Length; c++)
                {
                    largest[c] = values[c] > largest[c] || float.IsNaN(values[c]) ? values[c] : largest[c];
                }
            }
        }
    }

    /// <summary>dx += dy at the first place of each square that has the largest value.</summary>
    /// <param name="size">H, W, C, K.</param>
    /// <param name="x">[H·W, C], as given to Forward.</param>
    /// <param name="y">[places, C], as left by Forward.</param>
    /// <param name="dy">[places, C], ∂loss/∂y.</param>
    /// <param name="dx">[H·W, C], added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void MaxBackward(PicturePoolingSize size, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx)
    {
        Require(size, x, y);
        Require(size, dx, dy);
        int C = size.Input.Channels;
        for (int place = 0; place < size.Output.Places; place++)
        {
            for (int c = 0; c < C; c++)
            {
                float largest = y[(place * C) + c];
                for (int k = 0; k < size.KernelSize * size.KernelSize; k++)
                {
                    int at = (Seen(size, place, k) * C) + c;
                    if (x[at] == largest)
                    {
                        dx[at] += dy[(place * C) + c];
                        break;
                    }
                }
            }
        }
    }

    /// <summary>y[place,c] = (Σ x over the square)·(1/K²).</summary>
    /// <param name="size">H, W, C, K.</param>
    /// <param name="x">[H·W, C].</param>
    /// <param name="y">[places, C], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void MeanForward(PicturePoolingSize size, ReadOnlySpan<float> x, Span<float> y)
    {
        Require(size, x, y);
        int C = size.Input.Channels, squares = size.KernelSize * size.KernelSize;
        float share = 1f / squares;
        for (int place = 0; place < size.Output.Places; place++)
        {
            Span<float> sum = y.Slice(place * C, C);
            x.Slice(Seen(size, place, 0) * C, C).CopyTo(sum);
            for (int k = 1; k < squares; k++)
            {
                ReadOnlySpan<float> values = x.Slice(Seen(size, place, k) * C, C);
                for (int c = 0; c < values.Length; c++)
                {
                    sum[c] += values[c];
                }
            }

            for (int c = 0; c < sum.Length; c++)
            {
                sum[c] *= share;
            }
        }
    }

    /// <summary>dx += (1/K²)·dy at every place of the square.</summary>
    /// <param name="size">H, W, C, K.</param>
    /// <param name="dy">[places, C], ∂loss/∂y.</param>
    /// <param name="dx">[H·W, C], added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void MeanBackward(PicturePoolingSize size, ReadOnlySpan<float> dy, Span<float> dx)
    {
        Require(size, dx, dy);
        int C = size.Input.Channels, squares = size.KernelSize * size.KernelSize;
        float share = 1f / squares;
        for (int place = 0; place < size.Output.Places; place++)
        {
            ReadOnlySpan<float> gradient = dy.Slice(place * C, C);
            for (int k = 0; k < squares; k++)
            {
                Span<float> values = dx.Slice(Seen(size, place, k) * C, C);
                for (int c = 0; c < gradient.Length; c++)
                {
                    values[c] += share * gradient[c];
                }
            }
        }
    }

    /// <summary>The k-th place of a square.</summary>
    private static int Seen(PicturePoolingSize size, int place, int k)
    {
        (int line, int column) = Math.DivRem(place, size.Output.Width);
        (int down, int right) = Math.DivRem(k, size.KernelSize);
        return (((line * size.Stride) + down) * size.Input.Width) + (column * size.Stride) + right;
    }

    private static void Require(PicturePoolingSize size, ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        ShapeException.Require(x, (size.Input.Places, size.Input.Channels));
        ShapeException.Require(y, (size.Output.Places, size.Output.Channels));
    }
}
