using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <content>From the last step to the first.</content>
internal static unsafe partial class CtcKernel
{
    /// <summary>dx[n,c] += factor·(softmax(x[n])[c] − p(class c at step n | labels)).</summary>
    /// <param name="call">As left by Forward; adds to Dx.</param>
    /// <exception cref="ShapeException">A span is not the size stated there.</exception>
    public static void Backward(in CtcSpans call)
    {
        Require(call);
        ShapeException.Require(call.Dx, (call.RowStart[^1], call.C));
        Widths.Run(new PathRun(null), call);
    }

    private static void Backward<V, O>(in Path s, ReadOnlySpan<int> rowStart, float factor, float* dx)
        where O : ILanes<V>
    {
        float* scores = s.Row(0), skip = s.Row(1), shares = s.Row(2), message = s.Row(3), next = s.Row(4);
        s.Skips(skip);
        new Span<float>(message, s.States).Fill(Never);
        message[s.States - 1] = message[Math.Max(0, s.States - 2)] = 0;

        // States after the last one: no path leads there.
        message[s.States] = message[s.States + 1] = skip[s.States] = skip[s.States + 1] = Never;
        for (int t = s.Length - 1; t >= 0; t--)
        {
            nint n = rowStart[t] + s.Place;
            ElementLoop.Run<V, O, AddMap>(default, s.Message(t), message, message, shares, s.States);
            float all = Reductions.LogSum<V, O>(shares, next, s.States);
            ElementLoop.Run<V, O, ShiftedExpMap>(new ShiftedExpMap(all), shares, shares, shares, shares, s.States);
            float* x = s.X + (n * s.C), d = dx + (n * s.C);
            ElementLoop.Run<V, O, AddShareMap>(new AddShareMap(factor, s.LogSums[n]), x, x, x, d, s.C);
            for (int state = 0; state < s.States; state++)
            {
                d[s.Class(state)] -= factor * shares[state];
            }

            if (t > 0)
            {
                // What leads on from a state: to itself, to the next, and over the next where that may be left out.
                s.Gather(n, scores);
                ElementLoop.Run<V, O, AddMap>(default, message, scores, scores, message, s.States);
                ElementLoop.Run<V, O, AddMap>(default, message + 2, skip + 2, skip, next, s.States);
                new Span<float>(scores, s.States).Clear();
                ElementLoop.Run<V, O, JoinMap>(default, message, message + 1, scores, next, s.States);
                float peak = Reductions.Max<V, O>(next, s.States);
                ElementLoop.Run<V, O, ShiftMap>(new ShiftMap(-peak), next, next, next, message, s.States);
            }
        }
    }

    /// <summary>y + factor·e^(a − shift).</summary>
    private readonly struct AddShareMap(float factor, float shift) : IUpdateByOne
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
            => O.MultiplyAdd(O.Broadcast(factor), Elementary.Exp<V, O>(O.Subtract(a, O.Broadcast(shift))), y);
    }
}
