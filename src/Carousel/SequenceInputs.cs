using System.Data;
using Carousel.Networks;

namespace Carousel;

/// <summary>Sequences of steps of features, copied from arrays. Arrays convert to it by themselves.</summary>
/// <remarks>Every number must be finite: the exception names sequence, step and feature, counted from 0.</remarks>
public sealed class SequenceInputs
{
    private SequenceInputs(float[][] values, int features) => (Values, Features) = (values, features);

    /// <summary>How many sequences there are.</summary>
    public int Count => Values.Length;

    /// <summary>Numbers of a step.</summary>
    public int Features { get; }

    /// <summary>How many symbols there are where steps are symbols; 0 where steps are numbers.</summary>
    public int Symbols { get; private init; }

    /// <summary>The identifiers of the sequences of a table, in their order; empty for arrays.</summary>
    public IReadOnlyList<string> Ids { get; private init; } = [];

    /// <summary>[T·I] of each sequence, by step.</summary>
    internal float[][] Values { get; }

    /// <summary>Jagged arrays: sequences of any lengths.</summary>
    /// <param name="sequences">By sequence, step, feature.</param>
    /// <exception cref="ArgumentException">A sequence is empty, a step has another number of features, or a number is
    /// not finite.</exception>
    public static implicit operator SequenceInputs(float[][][] sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        int empty = Array.FindIndex(sequences, s => s is { Length: 0 }), features = SequenceArrays.Width(sequences);
        if (empty >= 0)
        {
            throw SequenceArrays.Empty(empty);
        }

        return Checked(
            [.. sequences.Select((s, n) => SequenceArrays.Rows(s, features, "sequence", "features", n))], features);
    }

    /// <summary>A rectangular array: sequences of one length.</summary>
    /// <param name="sequences">[sequences, steps, features].</param>
    /// <exception cref="ArgumentException">It is empty, or a number is not finite.</exception>
    public static implicit operator SequenceInputs(float[,,] sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        int features = sequences.GetLength(2);
        return Checked(SequenceArrays.Cut(sequences, sequences.GetLength(1) * features), features);
    }

    /// <summary>Symbols, such as words or bases by their numbers: as many as the largest number says.</summary>
    /// <param name="sequences">By sequence, step.</param>
    /// <exception cref="ArgumentException">A sequence is empty, or a number is negative.</exception>
    public static implicit operator SequenceInputs(int[][] sequences) =>
        OfSymbols(
            sequences, Math.Clamp((sequences ?? []).SelectMany(s => s ?? []).DefaultIfEmpty().Max(), 0, 65535) + 1);

    /// <summary>Symbols of which not all may occur.</summary>
    /// <param name="sequences">By sequence, step.</param>
    /// <param name="symbols">How many there are: the numbers are below it.</param>
    /// <returns>A copy.</returns>
    /// <exception cref="ArgumentException">A sequence is empty, or a number is not a symbol.</exception>
    public static SequenceInputs OfSymbols(int[][] sequences, int symbols)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(symbols);
        float[][] values = [.. sequences.Select(s => (s ?? []).Select(n => (float)n).ToArray())];
        RequireSymbols(values, symbols);
        return new SequenceInputs(Checked(values, 1).Values, 1) { Symbols = symbols };
    }

    /// <summary>Sequences of one length, one after the other.</summary>
    /// <param name="values">[sequences · steps · features], by sequence, then step, then feature.</param>
    /// <param name="steps">Steps of each sequence.</param>
    /// <param name="features">Numbers of a step.</param>
    /// <returns>A copy.</returns>
    /// <exception cref="ArgumentException">The values are not a whole number of sequences, or one is not
    /// finite.</exception>
    public static SequenceInputs Of(ReadOnlySpan<float> values, int steps, int features)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        return Checked(SequenceArrays.Cut(values, checked(steps * features), $"{steps} steps of {features}"), features);
    }

    /// <summary>Sequences of any lengths, one after the other.</summary>
    /// <param name="values">[Σ lengths · features].</param>
    /// <param name="lengths">Steps of each sequence.</param>
    /// <param name="features">Numbers of a step.</param>
    /// <returns>A copy.</returns>
    /// <exception cref="ArgumentException">There are more or fewer values than the lengths say, a length is not
    /// positive, or a number is not finite.</exception>
    public static SequenceInputs Of(ReadOnlySpan<float> values, ReadOnlySpan<int> lengths, int features)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        return Checked(SequenceArrays.Cut(values, lengths, features), features);
    }

    /// <summary>Rows of a table, each a step, in the order of time.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="columns">The features, such as <see cref="SequenceModel.InputNames"/>.</param>
    /// <param name="sequence">The column that tells sequences apart; null where all rows are one sequence.</param>
    /// <returns>The sequences in the order of their first rows.</returns>
    /// <exception cref="ArgumentException">A column is missing, or a cell holds no finite number.</exception>
    public static SequenceInputs Of(IDataReader rows, IReadOnlyList<string> columns, string? sequence = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(columns);
        return RowSequences.Read(rows, columns, sequence);
    }

    /// <summary>Refuses sequences that a network can't read.</summary>
    internal void RequireReadBy(NetworkDesign design)
    {
        bool areOther = Symbols > 0 && design.Symbols == 0;
        if (areOther || Features != design.InputSize)
        {
            throw new ArgumentException(
                areOther ? "The sequences are symbols, but the model was trained on numbers."
                    : $"The steps have {Features} features, but the model was trained on {design.InputSize}.");
        }

        RequireSymbols(Values, design.Symbols);
    }

    private static void RequireSymbols(float[][] values, int symbols)
    {
        for (int s = 0; s < values.Length; s++)
        {
            SequenceArrays.RequireSymbols(values[s], symbols, "Sequence", s);
        }
    }

    internal static SequenceInputs Checked(float[][] values, int features, IReadOnlyList<string>? ids = null)
    {
        if (values.Length == 0)
        {
            throw new ArgumentException("Expected at least one sequence.");
        }

        for (int s = 0; s < values.Length; s++)
        {
            if (values[s].Length == 0)
            {
                throw features > 0 ? SequenceArrays.Empty(s) : new ArgumentException($"Sequence {s} has no features.");
            }

            SequenceArrays.RequireFinite(values[s], features, "Sequence", "feature", s);
        }

        return new SequenceInputs(values, features) { Ids = ids ?? [] };
    }
}
