using System.Runtime.InteropServices;

namespace Carousel;

/// <summary>Arrays of callers as flat rows, checked: the message says where something is wrong.</summary>
internal static class SequenceArrays
{
    /// <summary>Rows of one width, one after the other.</summary>
    public static float[] Rows(float[][] rows, int width, string what, string columns, int number)
    {
        if (rows is null)
        {
            throw new ArgumentException($"{Capital(what)} {number} is null.");
        }

        var values = new float[rows.Length * width];
        for (int t = 0; t < rows.Length; t++)
        {
            if (rows[t] is null)
            {
                throw new ArgumentException($"Step {t} of {what} {number} is null.");
            }

            if (rows[t].Length != width)
            {
                throw new ArgumentException(
                    $"Step {t} of {what} {number} has {rows[t].Length} {columns}, but the first step has {width}.");
            }

            rows[t].CopyTo(values, t * width);
        }

        return values;
    }

    /// <summary>A rectangular array as pieces of one length.</summary>
    public static float[][] Cut(Array values, int piece) =>
        piece == 0 ? [.. Enumerable.Repeat<float[]>([], values.GetLength(0))]
            : Cut(Flat(values), piece, "");

    /// <summary>Values as pieces of one length.</summary>
    public static float[][] Cut(ReadOnlySpan<float> values, int piece, string shape)
    {
        if (values.Length % piece != 0)
        {
            throw new ArgumentException($"{values.Length} values cannot be divided into sequences of {shape} values.");
        }

        var pieces = new float[values.Length / piece][];
        for (int s = 0; s < pieces.Length; s++)
        {
            pieces[s] = values.Slice(s * piece, piece).ToArray();
        }

        return pieces;
    }

    /// <summary>Values cut into pieces of the given numbers of rows.</summary>
    public static float[][] Cut(ReadOnlySpan<float> values, ReadOnlySpan<int> lengths, int width)
    {
        var pieces = new float[lengths.Length][];
        long needed = 0;
        for (int s = 0; s < lengths.Length; s++)
        {
            needed += lengths[s] > 0 ? (long)lengths[s] * width
                : lengths[s] == 0 ? throw Empty(s)
                : throw new ArgumentException($"Sequence {s} has {lengths[s]} steps; 1 or more are needed.");
        }

        if (needed != values.Length)
        {
            throw new ArgumentException(
                $"The lengths say {needed / width} steps of {width}, which is {needed} values; {values.Length} are "
                + "given.");
        }

        for (int s = 0, first = 0; s < pieces.Length; first += pieces[s++].Length)
        {
            pieces[s] = values.Slice(first, lengths[s] * width).ToArray();
        }

        return pieces;
    }

    /// <summary>Values of the first step; 0 without any step.</summary>
    public static int Width(float[][][] sequences) =>
        Array.Find(sequences, s => s is { Length: > 0 })?[0]?.Length ?? 0;

    /// <summary>That a sequence has no steps.</summary>
    public static ArgumentException Empty(int number) =>
        new($"Sequence {number} is empty; 1 step or more is needed.");

    /// <summary>Rejects a value that is not the number of a symbol.</summary>
    public static void RequireSymbols(ReadOnlySpan<float> values, int symbols, string what, long number)
    {
        for (int k = 0; k < values.Length && symbols > 0; k++)
        {
            if (!(values[k] >= 0 && values[k] < symbols && values[k] == MathF.Truncate(values[k])))
            {
                throw new ArgumentException(
                    $"{what} {number} has a symbol that is not a whole number 0…{symbols - 1}.");
            }
        }
    }

    /// <summary>Refuses NaN and infinity.</summary>
    public static void RequireFinite(ReadOnlySpan<float> values, int width, string what, string column, long number)
    {
        for (int k = 0; k < values.Length; k++)
        {
            if (!float.IsFinite(values[k]))
            {
                string place = values.Length == width ? "" : $", step {k / width}";
                throw new ArgumentException(
                    $"{what} {number}{place}, {column} {k % width} is {FormattableString.Invariant($"{values[k]}")}; "
                    + $"every number must be finite.");
            }
        }
    }

    private static ReadOnlySpan<float> Flat(Array values) => MemoryMarshal.CreateReadOnlySpan(
        ref System.Runtime.CompilerServices.Unsafe.As<byte, float>(ref MemoryMarshal.GetArrayDataReference(values)),
        values.Length);

    private static string Capital(string word) => $"{char.ToUpperInvariant(word[0])}{word[1..]}";
}
