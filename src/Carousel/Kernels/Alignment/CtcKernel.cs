using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// Connectionist temporal classification: −ln p(labels | scores), summed over all alignments of the labels to the
/// steps, and its gradient. Twin: CtcReference.
/// </summary>
/// <remarks>
/// Derivation: docs/derivations/losses.md. Graves, Fernández, Gomez and Schmidhuber
/// 2006. All in logarithms; the messages of each step are shifted so that their largest is 0. Class 0 is the
/// blank. U labels make S = 2U + 1 states: blanks at the even places, labels at the odd ones. A call works on one
/// sequence of a packed batch, so bits do not depend on its neighbours.
/// </remarks>
internal static unsafe partial class CtcKernel
{
    /// <summary>The class that means no label.</summary>
    public const int Blank = 0;

    /// <summary>Values in front of a row of messages, for the states before the first.</summary>
    private const int Edge = 2;

    /// <summary>
    /// The logarithm of what cannot be; large enough to stay so under any scores, small enough to be added up.
    /// </summary>
    private const float Never = -1e30f;

    /// <summary>States of an alignment.</summary>
    /// <param name="labels">U.</param>
    /// <returns>S = 2U + 1.</returns>
    public static int States(int labels) => checked((2 * labels) + 1);

    /// <summary>The fewest steps in which labels fit: one for each, and a blank between equal neighbours.</summary>
    /// <param name="labels">[U].</param>
    /// <returns>0 or more.</returns>
    public static int StepsNeeded(ReadOnlySpan<int> labels)
    {
        int steps = labels.Length;
        for (int u = 1; u < labels.Length; u++)
        {
            steps += labels[u] == labels[u - 1] ? 1 : 0;
        }

        return steps;
    }

    /// <summary>Values that the forward messages of one sequence take.</summary>
    /// <param name="length">T, its steps.</param>
    /// <param name="labels">U.</param>
    /// <returns>T rows of S + 2.</returns>
    public static long AheadLength(int length, int labels) => (long)length * (States(labels) + Edge);

    /// <summary>Values of scratch that Forward and Backward need.</summary>
    /// <param name="C">Classes, the blank among them.</param>
    /// <param name="labels">U.</param>
    /// <returns>How many.</returns>
    /// <exception cref="ArgumentOutOfRangeException">C is not positive, or a span cannot be as long.</exception>
    public static int ScratchLength(int C, int labels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(C);
        return BufferLength.Of(C + (5L * (States(labels) + Edge)));
    }

    private static void Require(in CtcSpans call)
    {
        (int C, int N) = (call.C, call.RowStart[^1]);
        ReadOnlySpan<int> labels = call.Labels;
        ShapeException.Require(call.X, (N, C));
        ShapeException.Require(call.LogSums, N);
        ShapeException.Require(call.Ahead, (call.Length, States(labels.Length) + Edge));
        ShapeException.Require(call.Scratch, ScratchLength(C, labels.Length));
        ArgumentOutOfRangeException.ThrowIfLessThan(call.Length, StepsNeeded(labels), "length");
        foreach (int label in labels)
        {
            if (label <= Blank || label >= C)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(call), label, $"A label must be 1…{C - 1}, and 0 is the blank, but it is {label}.");
            }
        }
    }

    /// <summary>Forward, to the loss; or backward, where that is null.</summary>
    private readonly struct PathRun(double* loss) : IWidthWork<CtcSpans>
    {
        void IWidthWork<CtcSpans>.Run<V, O>(in CtcSpans call)
        {
            fixed (int* aims = call.Labels)
            fixed (float* x = call.X, sums = call.LogSums, ahead = call.Ahead, work = call.Scratch, dx = call.Dx)
            {
                var path = new Path
                {
                    C = call.C,
                    States = States(call.Labels.Length),
                    Place = call.Place,
                    Length = call.Length,
                    Aims = aims,
                    X = x,
                    LogSums = sums,
                    Ahead = ahead,
                    Work = work,
                };
                if (loss == null)
                {
                    Backward<V, O>(path, call.RowStart, call.Factor, dx);
                }
                else
                {
                    *loss = Forward<V, O>(path, call.RowStart);
                }
            }
        }
    }
}
