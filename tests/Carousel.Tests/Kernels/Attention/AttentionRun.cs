using System.Runtime.Intrinsics;
using Carousel.Kernels;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Attention;

/// <summary>Drawn values of one shape, and everything that the kernel makes of them.</summary>
internal sealed class AttentionRun
{
    public AttentionRun(AttentionSize size, PackedRows rows, int seed, double scale = 2)
    {
        var draws = new Draws(seed);
        (Size, Rows) = (size, rows);
        (X, Dy, Dx) = (
            draws.Floats(rows.N * 3 * size.Features, scale), draws.Floats(rows.N * size.Features),
            new float[rows.N * 3 * size.Features]);
        (Y, LogSum) = (new float[rows.N * size.Features], new float[rows.N * size.Heads]);
        (State, Final) = ([], new float[rows.B * size.StateSize]);
    }

    public AttentionSize Size { get; }

    public PackedRows Rows { get; }

    public float[] X { get; set; }

    public float[] Dy { get; set; }

    public float[] Dx { get; }

    public float[] Y { get; }

    public float[] LogSum { get; }

    /// <summary>[B, StateSize], or empty.</summary>
    public float[] State { get; set; }

    public float[] Final { get; }

    public AttentionRun Forward()
    {
        if (Vector512.IsHardwareAccelerated)
        {
            return Forward<Vector512<float>, Lanes512>();
        }

        return Vector256.IsHardwareAccelerated
            ? Forward<Vector256<float>, Lanes256>()
            : Forward<Vector128<float>, Lanes128>();
    }

    public AttentionRun Forward<V, O>()
        where O : ILanes<V>
    {
        ForEachHead((place, head) => new AttentionKernel.ForwardRun().Run<V, O>(new AttentionSpans
        {
            Size = Size,
            RowStart = Rows.RowStart,
            Place = place,
            Head = head,
            X = X,
            State = OfPlace(State, place),
            Y = Y,
            LogSum = LogSum,
            FinalState = OfPlace(Final, place),
            Scratch = new float[AttentionKernel.ScratchLength(Size, Rows.Lengths[place], State.Length > 0)],
        }));
        return this;
    }

    public AttentionRun Backward()
    {
        ForEachHead((place, head) => AttentionKernel.Backward(new AttentionSpans
        {
            Size = Size,
            RowStart = Rows.RowStart,
            Place = place,
            Head = head,
            X = X,
            State = OfPlace(State, place),
            Y = Y,
            LogSum = LogSum,
            Dy = Dy,
            Dx = Dx,
            Scratch = new float[AttentionKernel.BackwardScratchLength(Size, Rows.Lengths[place], State.Length > 0)],
        }));
        return this;
    }

    public AttentionRun Backward<V, O>()
        where O : ILanes<V>
    {
        ForEachHead((place, head) => new AttentionKernel.BackwardRun().Run<V, O>(new AttentionSpans
        {
            Size = Size,
            RowStart = Rows.RowStart,
            Place = place,
            Head = head,
            X = X,
            State = OfPlace(State, place),
            Y = Y,
            LogSum = LogSum,
            Dy = Dy,
            Dx = Dx,
            Scratch = new float[AttentionKernel.BackwardScratchLength(Size, Rows.Lengths[place], State.Length > 0)],
        }));
        return this;
    }

    public ulong Hash() => PackedRows.Hash(Y, LogSum, Final, Dx);

    /// <summary>The rows of one sequence, one after the other.</summary>
    public float[] Of(float[] packed, int place)
    {
        int F = packed.Length / Math.Max(1, Rows.N);
        return [
            .. Enumerable.Range(0, Rows.Lengths[place])
                .SelectMany(t => packed.AsSpan(Rows.Row(place, t) * F, F).ToArray()),
        ];
    }

    /// <summary>The sequence at a place, run by itself.</summary>
    public AttentionRun Alone(int place) => new(Size, new PackedRows(Rows.Lengths[place]), 1)
    {
        X = Of(X, place),
        Dy = Of(Dy, place),
        State = OfPlace(State, place).ToArray(),
    };

    public Span<float> OfPlace(float[] states, int place) =>
        states.Length == 0 ? [] : states.AsSpan(place * Size.StateSize, Size.StateSize);

    private void ForEachHead(Action<int, int> run)
    {
        for (int place = 0; place < Rows.B; place++)
        {
            for (int head = 0; head < Size.Heads; head++)
            {
                run(place, head);
            }
        }
    }
}
