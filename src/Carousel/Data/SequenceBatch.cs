using Carousel.Tensors;

namespace Carousel.Data;

/// <summary>
/// Sequences of any lengths in any order, F features a step, packed inside without padding. Filled again and again
/// without allocating.
/// </summary>
public sealed class SequenceBatch
{
    private float[] _values = [];

    /// <summary>An empty batch.</summary>
    /// <param name="featureSize">F: values a step, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">F is not positive.</exception>
    public SequenceBatch(int featureSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(featureSize);
        FeatureSize = featureSize;
    }

    /// <summary>F: values a step.</summary>
    public int FeatureSize { get; }

    /// <summary>The order of the sequences in <see cref="Values"/>.</summary>
    public Packing Packing { get; } = new();

    /// <summary>[N, F], packed by step.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, Packing.Rows * FeatureSize);

    /// <summary>A batch of whole sequences.</summary>
    /// <param name="featureSize">F.</param>
    /// <param name="sequences">Each [L, F], row-major.</param>
    /// <returns>The batch.</returns>
    /// <exception cref="ArgumentException">A sequence is not a whole number of steps.</exception>
    public static SequenceBatch Of(int featureSize, params IReadOnlyList<float[]> sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        var batch = new SequenceBatch(featureSize);
        int[] lengths = new int[sequences.Count];
        for (int b = 0; b < lengths.Length; b++)
        {
            lengths[b] = sequences[b].Length / featureSize;
            if (sequences[b].Length % featureSize != 0)
            {
                throw new ArgumentException(
                    $"Sequence {b} has {sequences[b].Length} values, not a multiple of {featureSize} features.",
                    nameof(sequences));
            }
        }

        batch.Begin(lengths);
        for (int b = 0; b < lengths.Length; b++)
        {
            batch.SetSequence(b, sequences[b]);
        }

        return batch;
    }

    /// <summary>A batch from padded storage.</summary>
    /// <param name="padded">[T, B, F]; values after a sequence's end are not read.</param>
    /// <param name="lengths">[B].</param>
    /// <param name="featureSize">F.</param>
    /// <returns>The batch.</returns>
    /// <exception cref="ArgumentException">The span is not a whole number of steps, or a length is longer than
    /// T.</exception>
    public static SequenceBatch FromPadded(ReadOnlySpan<float> padded, ReadOnlySpan<int> lengths, int featureSize)
    {
        var batch = new SequenceBatch(featureSize);
        batch.Begin(lengths);
        int step = lengths.Length * featureSize;
        if (padded.Length < (long)batch.Packing.Steps * step || (step > 0 && padded.Length % step != 0))
        {
            throw new ArgumentException(
                $"padded: expected [T, B, F] = [{batch.Packing.Steps} or more, {lengths.Length}, {featureSize}], but "
                + $"got {padded.Length} values.", nameof(padded));
        }

        for (int b = 0; b < lengths.Length; b++)
        {
            for (int t = 0; t < lengths[b]; t++)
            {
                padded.Slice((t * step) + (b * featureSize), featureSize).CopyTo(batch.Step(b, t));
            }
        }

        return batch;
    }

    /// <summary>Starts a new batch: from here on every value is to be set.</summary>
    /// <param name="lengths">[B], in the caller's order.</param>
    public void Begin(ReadOnlySpan<int> lengths)
    {
        Packing.Set(lengths);
        int needed = Packing.Rows * FeatureSize;
        if (_values.Length < needed)
        {
            _values = new float[Math.Max(needed, 2 * _values.Length)];
        }
    }

    /// <summary>The features of one step of one sequence, to be written.</summary>
    /// <param name="sequence">The caller's index.</param>
    /// <param name="step">0 … length − 1.</param>
    /// <returns>[F].</returns>
    public Span<float> Step(int sequence, int step) =>
        _values.AsSpan(Packing.Row(sequence, step) * FeatureSize, FeatureSize);

    /// <summary>Sets all steps of one sequence.</summary>
    /// <param name="sequence">The caller's index.</param>
    /// <param name="values">[L, F].</param>
    /// <exception cref="ShapeException">The span is not the sequence's size.</exception>
    public void SetSequence(int sequence, ReadOnlySpan<float> values)
    {
        int length = Packing.Lengths[Packing.Place[sequence]];
        ShapeException.Require(values, (length, FeatureSize));
        for (int t = 0; t < length; t++)
        {
            values.Slice(t * FeatureSize, FeatureSize).CopyTo(Step(sequence, t));
        }
    }

    /// <summary>The batch as padded storage.</summary>
    /// <param name="padding">The value after a sequence's end.</param>
    /// <returns>[T, B, F].</returns>
    public float[] ToPadded(float padding) => ToPadded(Packing, Values, FeatureSize, padding);

    /// <summary>Packed rows, such as a layer's output, as padded storage in the caller's order.</summary>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="rows">[N, F].</param>
    /// <param name="featureSize">F.</param>
    /// <param name="padding">The value after a sequence's end.</param>
    /// <returns>[T, B, F].</returns>
    /// <exception cref="ShapeException"><paramref name="rows"/> is not [N, F].</exception>
    public static float[] ToPadded(Packing packing, ReadOnlySpan<float> rows, int featureSize, float padding)
    {
        ArgumentNullException.ThrowIfNull(packing);
        ShapeException.Require(rows, (packing.Rows, featureSize));
        var padded = new float[packing.Steps * packing.BatchSize * featureSize];
        Array.Fill(padded, padding);
        for (int b = 0; b < packing.BatchSize; b++)
        {
            int length = packing.Lengths[packing.Place[b]];
            for (int t = 0; t < length; t++)
            {
                rows.Slice(packing.Row(b, t) * featureSize, featureSize)
                    .CopyTo(padded.AsSpan(((t * packing.BatchSize) + b) * featureSize, featureSize));
            }
        }

        return padded;
    }
}
