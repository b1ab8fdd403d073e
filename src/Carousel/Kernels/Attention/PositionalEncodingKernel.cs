using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// Adds to each step the sines and cosines of its position. Twin: PositionalEncodingReference. Derivation:
/// docs/derivations/layers.md.
/// </summary>
/// <remarks>
/// Vaswani and others 2017, section 3.5. The gradient is dx += dy,
/// for which there is an operation already.
/// </remarks>
internal static class PositionalEncodingKernel
{
    /// <summary>
    /// Values of a sequence's state: the steps taken, the last 16 bits first, for single precision counts no further
    /// than 2²⁴.
    /// </summary>
    public const int StateSize = 2;

    private const int Digit = 1 << 16;

    /// <summary>ω_i/2π for each pair of features: turns a step.</summary>
    /// <param name="F">Features.</param>
    /// <param name="base">10000: the wavelengths go from 2π to this times 2π.</param>
    /// <returns>[F / 2, rounded up].</returns>
    public static double[] Turns(int F, double @base)
    {
        var turns = new double[(F + 1) / 2];
        for (int i = 0; i < turns.Length; i++)
        {
            turns[i] = ScalarMath.Exp(-ScalarMath.Log(@base) * (2.0 * i / F)) / (2 * Math.PI);
        }

        return turns;
    }

    /// <summary>y[n] = x[n] + e[the step of row n].</summary>
    /// <param name="turns">From Turns.</param>
    /// <param name="rows">How the rows lie.</param>
    /// <param name="state">[B, 2] in the caller's order; empty where all sequences start here.</param>
    /// <param name="x">[N, F].</param>
    /// <param name="y">[N, F], overwritten; may be x.</param>
    /// <param name="scratch">[F], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward(
        ReadOnlySpan<double> turns, PackedLayout rows, ReadOnlySpan<float> state, ReadOnlySpan<float> x, Span<float> y,
        Span<float> scratch)
    {
        int N = rows.N, F = scratch.Length, B = rows.B;
        ShapeException.Require(turns, (F + 1) / 2);
        ShapeException.Require(x, (N, F));
        ShapeException.Require(y, (N, F));
        if (!state.IsEmpty)
        {
            ShapeException.Require(state, (B, StateSize));
        }

        for (int t = 0; t < rows.T; t++)
        {
            long encoded = -1;
            for (int n = rows.RowStart[t]; n < rows.RowStart[t + 1]; n++)
            {
                int own = rows.Order[n - rows.RowStart[t]] * StateSize;
                long position = t + (state.IsEmpty ? 0 : Position(state.Slice(own, StateSize)));
                if (position != encoded)
                {
                    Encode(turns, position, scratch);
                    encoded = position;
                }

                ElementLoop.Run(default(AddMap), x.Slice(n * F, F), scratch, y.Slice(n * F, F));
            }
        }
    }

    /// <summary>One step of one sequence. Bits as those of Forward.</summary>
    /// <param name="turns">From Turns.</param>
    /// <param name="x">[F].</param>
    /// <param name="state">[2], read and overwritten.</param>
    /// <param name="y">[F], overwritten; not x.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Step(ReadOnlySpan<double> turns, ReadOnlySpan<float> x, Span<float> state, Span<float> y)
    {
        int F = y.Length;
        ShapeException.Require(turns, (F + 1) / 2);
        ShapeException.Require(x, F);
        ShapeException.Require(state, StateSize);
        Encode(turns, Position(state), y);
        ElementLoop.Run(default(AddMap), x, y, y);
        Advance(state, 1, state);
    }

    /// <summary>The state after more steps.</summary>
    /// <param name="before">[2], or empty for the start.</param>
    /// <param name="steps">How many.</param>
    /// <param name="after">[2], overwritten; may be before.</param>
    public static void Advance(ReadOnlySpan<float> before, int steps, Span<float> after)
    {
        long position = (before.IsEmpty ? 0 : Position(before)) + steps;
        (after[0], after[1]) = (position % Digit, position / Digit);
    }

    /// <summary>Steps taken; whatever a file may hold there, it is a number from 0 on.</summary>
    private static long Position(ReadOnlySpan<float> state) => Whole(state[0]) + (Whole(state[1]) * Digit);

    private static long Whole(float value) => value is >= 0 and < 1 << 24 ? (long)value : 0;

    /// <summary>
    /// sin(t·ω_i) and cos(t·ω_i) side by side. The angle is reduced to half a turn either way in double precision.
    /// </summary>
    private static void Encode(ReadOnlySpan<double> turns, long position, Span<float> code)
    {
        for (int j = 0; j < code.Length; j++)
        {
            double turn = (position * turns[j / 2]) + (j % 2 == 0 ? 0 : 0.25);
            code[j] = (float)((turn - Math.Round(turn)) * (2 * Math.PI));
        }

        ElementwiseKernel.Forward(ElementwiseFunction.Sin, code, code);
    }
}
