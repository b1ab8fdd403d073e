using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>Sizes of an Elman layer: I inputs, H units.</summary>
/// <param name="I">Inputs.</param>
/// <param name="H">Units.</param>
public readonly record struct ElmanSize(int I, int H);

/// <summary>
/// Elman network over packed sequences, h = tanh(W x + R h₋ + b). Twin: ElmanReference. Derivation:
/// docs/derivations/elman.md.
/// </summary>
/// <remarks>
/// Elman 1990, with the hyperbolic tangent. A call may take a range of places of the batch: places never meet, so
/// threads share out
/// places and the bits stay. Nothing but h is kept for the way back.
/// </remarks>
internal static unsafe partial class ElmanKernel
{
    /// <summary>Floats of the forward panels: W, R and b.</summary>
    public static int PanelLength(ElmanSize size)
    {
        BufferLength.RequireLayer(size.I, size.H, 1);
        return BufferLength.Of((long)MatrixProduct.PanelLength(size.I, size.H)
            + MatrixProduct.PanelLength(size.H, size.H) + size.H);
    }

    /// <summary>Floats of the backward panels: R, then W.</summary>
    public static int BackwardPanelLength(ElmanSize size)
    {
        BufferLength.RequireLayer(size.I, size.H, 1);
        return BufferLength.Of((long)MatrixProduct.PanelLength(size.H, size.H)
            + MatrixProduct.PanelLength(size.H, size.I));
    }

    /// <summary>Packs for Forward and Step.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="weight">W [H, I].</param>
    /// <param name="recurrent">R [H, H].</param>
    /// <param name="bias">b [H].</param>
    /// <param name="panels">PanelLength(size) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Pack(
        ElmanSize size, ReadOnlySpan<float> weight, ReadOnlySpan<float> recurrent, ReadOnlySpan<float> bias,
        Span<float> panels)
    {
        (int I, int H) = size;
        ShapeException.Require(weight, (H, I));
        ShapeException.Require(recurrent, (H, H));
        ShapeException.Require(bias, H);
        ShapeException.Require<float>(panels, PanelLength(size));
        int input = MatrixProduct.PanelLength(I, H);
        MatrixProduct.Pack(weight, H, I, panels[..input]);
        MatrixProduct.Pack(recurrent, H, H, panels[input..^H]);
        bias.CopyTo(panels[^H..]);
    }

    /// <summary>Packs for Backward and AddInputGradient, into BackwardPanelLength(size) values.</summary>
    /// <inheritdoc cref="Pack"/>
    public static void PackBackward(
        ElmanSize size, ReadOnlySpan<float> weight, ReadOnlySpan<float> recurrent, Span<float> panels)
    {
        (int I, int H) = size;
        ShapeException.Require(weight, (H, I));
        ShapeException.Require(recurrent, (H, H));
        ShapeException.Require<float>(panels, BackwardPanelLength(size));
        int first = MatrixProduct.PanelLength(H, H);
        MatrixProduct.PackBackward(recurrent, H, H, panels[..first]);
        MatrixProduct.PackBackward(weight, H, I, panels[first..]);
    }

    /// <summary>Runs all steps of a range of places.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="rowStart">[T+1]; step t holds rows rowStart[t] … rowStart[t+1]−1, never more than the step
    /// before.</param>
    /// <param name="reverse">Whether steps run from the last to the first.</param>
    /// <param name="placeFrom">First place.</param>
    /// <param name="placeTo">One after the last place; B for all.</param>
    /// <param name="panels">From Pack.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="h">[B+N, H]; the first B rows are the initial states and are read, the rest is overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward(
        ElmanSize size, ReadOnlySpan<int> rowStart, bool reverse, int placeFrom, int placeTo,
        ReadOnlySpan<float> panels,
        ReadOnlySpan<float> x, Span<float> h)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Forward<Vector512<float>, Lanes512>(size, rowStart, reverse, placeFrom, placeTo, panels, x, h);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Forward<Vector256<float>, Lanes256>(size, rowStart, reverse, placeFrom, placeTo, panels, x, h);
        }
        else
        {
            Forward<Vector128<float>, Lanes128>(size, rowStart, reverse, placeFrom, placeTo, panels, x, h);
        }
    }

    /// <summary>One step of S sequences, for streaming. Bits as Forward's.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="panels">From Pack.</param>
    /// <param name="x">[S, I].</param>
    /// <param name="h">[S, H], read and overwritten.</param>
    /// <param name="scratch">[S, H], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Step(
        ElmanSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> x, Span<float> h, Span<float> scratch)
    {
        (int I, int H) = size;
        ShapeException.Require(panels, PanelLength(size));
        int S = h.Length / H;
        ShapeException.Require(x, (S, I));
        ShapeException.Require<float>(h, (S, H));
        ShapeException.Require<float>(scratch, (S, H));
        h.CopyTo(scratch);
        fixed (float* p = panels, px = x, ph = h, before = scratch)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Rows<Vector512<float>, Lanes512>(size, S, 0, Panels(size), p, px, before, ph);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Rows<Vector256<float>, Lanes256>(size, S, 0, Panels(size), p, px, before, ph);
            }
            else
            {
                Rows<Vector128<float>, Lanes128>(size, S, 0, Panels(size), p, px, before, ph);
            }
        }
    }

    /// <summary>Back-propagation through time for a range of places, last step run to first.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="rowStart">[T+1], as given to Forward.</param>
    /// <param name="reverse">As given to Forward.</param>
    /// <param name="placeFrom">First place.</param>
    /// <param name="placeTo">One after the last place.</param>
    /// <param name="panels">From PackBackward.</param>
    /// <param name="h">[B+N, H], as left by Forward.</param>
    /// <param name="dh">[B+N, H]; in: ∂loss/∂h from above, final states' included; out: the first B rows have
    /// ∂loss/∂initial states added, the rest holds ∂loss/∂preactivation.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward(
        ElmanSize size, ReadOnlySpan<int> rowStart, bool reverse, int placeFrom, int placeTo,
        ReadOnlySpan<float> panels,
        ReadOnlySpan<float> h, Span<float> dh)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Backward<Vector512<float>, Lanes512>(size, rowStart, reverse, placeFrom, placeTo, panels, h, dh);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Backward<Vector256<float>, Lanes256>(size, rowStart, reverse, placeFrom, placeTo, panels, h, dh);
        }
        else
        {
            Backward<Vector128<float>, Lanes128>(size, rowStart, reverse, placeFrom, placeTo, panels, h, dh);
        }
    }

    internal static void Forward<V, O>(
        ElmanSize size, ReadOnlySpan<int> rowStart, bool reverse, int placeFrom, int placeTo,
        ReadOnlySpan<float> panels,
        ReadOnlySpan<float> x, Span<float> h)
        where V : struct
        where O : ILanes<V>
    {
        (int I, int H) = size;
        int N = rowStart[^1];
        int B = (h.Length / H) - N;
        ShapeException.Require(panels, PanelLength(size));
        ShapeException.Require(x, (N, I));
        ShapeException.Require<float>(h, (B + N, H));
        var walk = new StepWalk(rowStart, B, reverse, backward: false, placeFrom, placeTo);
        fixed (float* p = panels, px = x, ph = h)
        {
            while (walk.Next(out StepSegment s))
            {
                Rows<V, O>(
                    size, s.Rows, 0, Panels(size), p, px + ((nint)s.Row * I), ph + ((nint)s.Before * H),
                    ph + ((nint)(B + s.Row) * H));
            }
        }
    }

    internal static void Backward<V, O>(
        ElmanSize size, ReadOnlySpan<int> rowStart, bool reverse, int placeFrom, int placeTo,
        ReadOnlySpan<float> panels,
        ReadOnlySpan<float> h, Span<float> dh)
        where V : struct
        where O : ILanes<V>
    {
        int B = RequireBackward(size, rowStart, panels, h, dh);
        var walk = new StepWalk(rowStart, B, reverse, backward: true, placeFrom, placeTo);
        fixed (float* p = panels, ph = h, pd = dh)
        {
            while (walk.Next(out StepSegment s))
            {
                BackwardRows<V, O>(size, s, B, p, ph, pd);
            }
        }
    }

    private static int RequireBackward(
        ElmanSize size, ReadOnlySpan<int> rowStart, ReadOnlySpan<float> panels, ReadOnlySpan<float> h,
        ReadOnlySpan<float> dh)
    {
        int H = size.H;
        int N = rowStart[^1];
        int B = (h.Length / H) - N;
        ShapeException.Require(panels, BackwardPanelLength(size));
        ShapeException.Require(h, (B + N, H));
        ShapeException.Require(dh, (B + N, H));
        return B;
    }

    private static void BackwardRows<V, O>(ElmanSize size, StepSegment s, int batch, float* panels, float* h, float* dh)
        where V : struct
        where O : ILanes<V>
    {
        nint at = (nint)(batch + s.Row) * size.H;
        Derivative<V, O>(s.Rows * size.H, h + at, dh + at);
        AddToStatesBefore<V, O>(size, s, batch, 0, Panels(size), panels, h, dh);
    }

    /// <summary>
    /// dh of the states before, the units of some panels, on top of what came from above. Meanwhile the states before
    /// come.
    /// </summary>
    private static void AddToStatesBefore<V, O>(
        ElmanSize size, StepSegment s, int batch, int panelFrom, int panelTo, float* panels, float* h, float* dh)
        where V : struct
        where O : ILanes<V>
    {
        int H = size.H;
        MatrixProduct.Multiply<V, O>(new MatrixProduct.Product
        {
            A = dh + ((nint)(batch + s.Row) * H),
            AStride = H,
            Panels = panels,
            K = H,
            Ahead = h + ((nint)s.Before * H),
            AheadLength = H,
            Y = dh + ((nint)s.Before * H),
            YStride = H,
            Rows = s.Rows,
            Columns = H,
            PanelFrom = panelFrom,
            PanelTo = panelTo,
        });
    }

    private static int Panels(ElmanSize size) => MatrixProduct.Panels(size.H);

    /// <summary>One step of some rows, the units of some panels.</summary>
    private static void Rows<V, O>(
        ElmanSize size, int rows, int panelFrom, int panelTo, float* panels, float* x, float* before, float* h)
        where V : struct
        where O : ILanes<V>
    {
        (int I, int H) = size;
        float* recurrent = panels + MatrixProduct.PanelLength(I, H);
        float* bias = recurrent + MatrixProduct.PanelLength(H, H);
        PlanarProduct.Start<V, O>(rows, I, H, x, panels, bias, h, panelFrom, panelTo);
        PlanarProduct.Add<V, O>(rows, H, H, before, recurrent, h, panelFrom, panelTo);
        if (panelTo - panelFrom == Panels(size))
        {
            Tanh<V, O>(rows * H, h);
            return;
        }

        (int from, int to) = (panelFrom * RegisterTile.PanelWidth, Math.Min(H, panelTo * RegisterTile.PanelWidth));
        for (int row = 0; row < rows; row++)
        {
            Tanh<V, O>(to - from, h + ((nint)row * H) + from);
        }
    }

    /// <summary>h = tanh h, in place; the last few values through a buffer of a whole vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tanh<V, O>(int length, float* h)
        where V : struct
        where O : ILanes<V>
    {
        int k = 0;
        for (; k + O.Count <= length; k += O.Count)
        {
            O.Store(Activations.Tanh<V, O>(O.Load(h + k)), h + k);
        }

        if (k < length)
        {
            float* buffer = stackalloc float[16];
            Copy(h + k, length - k, buffer);
            O.Store(Activations.Tanh<V, O>(O.Load(buffer)), buffer);
            Copy(buffer, length - k, h + k);
        }
    }

    /// <summary>d = d·(1 − h²), in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Derivative<V, O>(int length, float* h, float* d)
        where V : struct
        where O : ILanes<V>
    {
        V one = O.Broadcast(1);
        int k = 0;
        for (; k + O.Count <= length; k += O.Count)
        {
            V v = O.Load(h + k);
            O.Store(O.Multiply(O.Load(d + k), O.Subtract(one, O.Multiply(v, v))), d + k);
        }

        for (; k < length; k++)
        {
            d[k] *= 1 - (h[k] * h[k]);
        }
    }

    private static void Copy(float* from, int length, float* to) =>
        new ReadOnlySpan<float>(from, length).CopyTo(new Span<float>(to, length));
}
