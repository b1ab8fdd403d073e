using System.Buffers;
using Carousel.Tensors;

namespace Carousel.Data;

/// <summary>
/// Rows sorted by the sequence to which each belongs: a decoder's rows by the sentence at which they look, hypotheses
/// of a beam by their source.
/// </summary>
/// <remarks>
/// An object is filled again and again: after the first fills it allocates nothing. Several rows may belong to one
/// sequence, and a sequence may have none.
/// </remarks>
internal sealed class RowGroups
{
    private int[] _start = [0];
    private int[] _rows = [];

    /// <summary>How many sequences there are.</summary>
    public int Sequences { get; private set; }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; private set; }

    /// <summary>The rows of a sequence, ascending.</summary>
    /// <param name="sequence">The caller's index.</param>
    /// <returns>Their numbers.</returns>
    public ReadOnlySpan<int> Of(int sequence) =>
        _rows.AsSpan(_start[sequence], _start[sequence + 1] - _start[sequence]);

    /// <summary>Fills it from the sequence of each row.</summary>
    /// <param name="sequenceOfRow">[rows], each 0 … sequences − 1.</param>
    /// <param name="sequences">How many sequences there are.</param>
    /// <exception cref="ArgumentOutOfRangeException">A row belongs to no sequence.</exception>
    public void Set(ReadOnlySpan<int> sequenceOfRow, int sequences)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sequences);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sequences, Array.MaxLength - 2);
        foreach (int sequence in sequenceOfRow)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(
                (uint)sequence, (uint)sequences, nameof(sequenceOfRow));
        }

        (Rows, Sequences) = (sequenceOfRow.Length, sequences);
        Room.Grow(ref _rows, Rows);
        Room.Grow(ref _start, sequences + 2);
        Span<int> start = _start.AsSpan(0, sequences + 2);
        start.Clear();

        // Counts two places on, then starts one place on: filling the rows moves each start to where the next sequence
        // begins.
        foreach (int sequence in sequenceOfRow)
        {
            start[sequence + 2]++;
        }

        for (int s = 2; s < start.Length; s++)
        {
            start[s] += start[s - 1];
        }

        for (int row = 0; row < Rows; row++)
        {
            _rows[start[sequenceOfRow[row] + 1]++] = row;
        }
    }

    /// <summary>Fills it with all rows of packed sequences.</summary>
    /// <param name="packing">How the rows lie.</param>
    public void SetAll(Packing packing)
    {
        int[] owner = ArrayPool<int>.Shared.Rent(Math.Max(1, packing.Rows));
        for (int row = 0, step = 0; row < packing.Rows; row++)
        {
            while (packing.RowStart[step + 1] <= row)
            {
                step++;
            }

            owner[row] = packing.Order[row - packing.RowStart[step]];
        }

        Set(owner.AsSpan(0, packing.Rows), packing.BatchSize);
        ArrayPool<int>.Shared.Return(owner);
    }
}
