using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// The largest or the mean value of each square of a picture, channel by channel. Double-precision twin:
/// PicturePoolingReference. Derivation: docs/derivations/layers.md.
/// </summary>
/// <remarks>
/// Every function is for one picture: pictures do not touch each other. Places of a square come row by row.
/// </remarks>
internal static unsafe class PicturePoolingKernel
{
    /// <summary>y[place,c] = max of x over the square; NaN wherever a place has it.</summary>
    /// <param name="size">H, W, C, K.</param>
    /// <param name="x">[H·W, C].</param>
    /// <param name="y">[places, C], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void MaxForward(PicturePoolingSize size, ReadOnlySpan<float> x, Span<float> y)
    {
        Require(size, x, y);
        fixed (float* px = x, py = y)
        {
            PictureSquares.Run(new MaxForwardMap(px, py), size);
        }
    }

    /// <summary>dx += dy at the first place of each square that has the largest value.</summary>
    /// <param name="size">H, W, C, K.</param>
    /// <param name="x">[H·W, C], as given to Forward.</param>
    /// <param name="y">[places, C], as left by Forward.</param>
    /// <param name="dy">[places, C], ∂loss/∂y.</param>
    /// <param name="dx">[H·W, C], added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void MaxBackward(
        PicturePoolingSize size, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx)
    {
        Require(size, x, y);
        Require(size, dx, dy);
        fixed (float* px = x, py = y, pdy = dy, pdx = dx)
        {
            PictureSquares.Run(new MaxBackwardMap(px, py, pdy, pdx), size);
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
        fixed (float* px = x, py = y)
        {
            PictureSquares.Run(new MeanForwardMap(px, py, Share(size)), size);
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
        fixed (float* pdy = dy, pdx = dx)
        {
            PictureSquares.Run(new MeanBackwardMap(pdy, pdx, Share(size)), size);
        }
    }

    private static float Share(PicturePoolingSize size) => 1f / (size.KernelSize * size.KernelSize);

    private static void Require(PicturePoolingSize size, ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        ShapeException.Require(x, (size.Input.Places, size.Input.Channels));
        ShapeException.Require(y, (size.Output.Places, size.Output.Channels));
    }

    private readonly struct MaxForwardMap(float* x, float* y) : IPictureSquareMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V, O, A>(in PictureSquare square)
            where O : ILanes<V>
            where A : ILaneAccess<V>
        {
            V largest = A.Load(x + square.Input);
            for (int down = 0; down < square.Side; down++)
            {
                float* from = x + square.Input + (down * square.Line);
                for (int right = 0; right < square.Side; right++, from += square.Channels)
                {
                    V value = A.Load(from);
                    largest = O.SelectEqual(value, value, O.AtLeast(largest, value), value);
                }
            }

            A.Store(largest, y + square.Output);
        }
    }

    private readonly struct MaxBackwardMap(float* x, float* y, float* dy, float* dx) : IPictureSquareMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V, O, A>(in PictureSquare square)
            where O : ILanes<V>
            where A : ILaneAccess<V>
        {
            // Once it was met, nothing equals it any more.
            V largest = A.Load(y + square.Output), gradient = A.Load(dy + square.Output), met = O.Broadcast(float.NaN);
            for (int down = 0; down < square.Side; down++)
            {
                nint at = square.Input + (down * square.Line);
                for (int right = 0; right < square.Side; right++, at += square.Channels)
                {
                    V value = A.Load(x + at), sum = A.Load(dx + at);
                    A.Store(O.SelectEqual(value, largest, O.Add(sum, gradient), sum), dx + at);
                    largest = O.SelectEqual(value, largest, met, largest);
                }
            }
        }
    }

    private readonly struct MeanForwardMap(float* x, float* y, float share) : IPictureSquareMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V, O, A>(in PictureSquare square)
            where O : ILanes<V>
            where A : ILaneAccess<V>
        {
            // From the first value, not from 0: 0 + (−0) is +0.
            V sum = A.Load(x + square.Input);
            for (int down = 0; down < square.Side; down++)
            {
                float* from = x + square.Input + (down * square.Line);
                for (int right = down == 0 ? 1 : 0; right < square.Side; right++)
                {
                    sum = O.Add(sum, A.Load(from + (right * square.Channels)));
                }
            }

            A.Store(O.Multiply(sum, O.Broadcast(share)), y + square.Output);
        }
    }

    private readonly struct MeanBackwardMap(float* dy, float* dx, float share) : IPictureSquareMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V, O, A>(in PictureSquare square)
            where O : ILanes<V>
            where A : ILaneAccess<V>
        {
            V gradient = O.Multiply(O.Broadcast(share), A.Load(dy + square.Output));
            for (int down = 0; down < square.Side; down++)
            {
                float* to = dx + square.Input + (down * square.Line);
                for (int right = 0; right < square.Side; right++, to += square.Channels)
                {
                    A.Store(O.Add(A.Load(to), gradient), to);
                }
            }
        }
    }
}
