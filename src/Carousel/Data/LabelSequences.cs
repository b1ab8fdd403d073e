namespace Carousel.Data;

/// <summary>
/// A sequence of labels for each sequence of a batch, of any lengths: what a loss over alignments aims at.
/// </summary>
/// <remarks>
/// An object is filled again and again: after the first steps it allocates nothing. Empty sequences of labels are
/// legal.
/// </remarks>
public sealed class LabelSequences
{
    private int[] _labels = [];
    private int[] _start = [0];

    /// <summary>No sequences, to be filled by <see cref="Set"/>.</summary>
    public LabelSequences()
    {
    }

    /// <summary>The labels of B sequences.</summary>
    /// <param name="labels">[B], in the caller's order; each of any length.</param>
    public LabelSequences(IReadOnlyList<IReadOnlyList<int>> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Set([.. labels.SelectMany(l => l)], [.. labels.Select(l => l.Count)]);
    }

    /// <summary>B: how many sequences.</summary>
    public int BatchSize { get; private set; }

    /// <summary>Labels of all sequences.</summary>
    public int Count => _start[BatchSize];

    /// <summary>The labels of one sequence.</summary>
    /// <param name="sequence">The caller's index.</param>
    /// <returns>From the first to the last.</returns>
    public ReadOnlySpan<int> this[int sequence] =>
        _labels.AsSpan(_start[sequence], _start[sequence + 1] - _start[sequence]);

    /// <summary>Fills the object again.</summary>
    /// <param name="labels">The labels of all sequences, one sequence after the other.</param>
    /// <param name="lengths">[B], in the caller's order; 0 is legal.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="ArgumentException">The lengths do not add up to the labels.</exception>
    public void Set(ReadOnlySpan<int> labels, ReadOnlySpan<int> lengths)
    {
        if (_start.Length <= lengths.Length)
        {
            _start = new int[Math.Max(lengths.Length + 1, 2 * _start.Length)];
        }

        int sum = 0;
        for (int b = 0; b < lengths.Length; b++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(lengths[b], nameof(lengths));
            sum = checked(sum + lengths[b]);
            _start[b + 1] = sum;
        }

        if (sum != labels.Length)
        {
            throw new ArgumentException(
                $"labels: expected {sum} values, the sum of the lengths, but got {labels.Length}.", nameof(labels));
        }

        if (_labels.Length < sum)
        {
            _labels = new int[Math.Max(sum, 2 * _labels.Length)];
        }

        labels.CopyTo(_labels);
        BatchSize = lengths.Length;
    }
}
