using Carousel.Data;

namespace Carousel.Autograd;

/// <summary>
/// States between the caller's order, where a sequence's parts stand side by side, and the packed order of kernels,
/// where each part has rows of its own.
/// </summary>
/// <param name="packing">The two orders.</param>
/// <param name="width">Values of one sequence's state.</param>
/// <param name="offset">Where the part begins in it.</param>
/// <param name="part">Values of the part.</param>
internal readonly struct PackedStates(Packing packing, int width, int offset, int part)
{
    /// <summary>
    /// To the first B rows of a state sequence: packed[place] = states[caller's index, offset …], or zeros.
    /// </summary>
    /// <param name="states">[B, width], in the caller's order; empty for zeros.</param>
    /// <param name="packed">[B or more, part], overwritten.</param>
    public void Load(ReadOnlySpan<float> states, Span<float> packed)
    {
        if (states.IsEmpty)
        {
            packed[..(packing.BatchSize * part)].Clear();
            return;
        }

        for (int place = 0; place < packing.BatchSize; place++)
        {
            Own(states, place).CopyTo(packed[(place * part)..]);
        }
    }

    /// <summary>
    /// The state after each sequence's last step run: states[caller's index, offset …] = sequence[its row].
    /// </summary>
    /// <param name="reverse">Whether the steps were run from the last to the first.</param>
    /// <param name="sequence">[B+N, part], initial states in front.</param>
    /// <param name="states">[B, width], overwritten; empty if not wanted.</param>
    public void Store(bool reverse, ReadOnlySpan<float> sequence, Span<float> states)
    {
        for (int place = 0; place < packing.BatchSize && !states.IsEmpty; place++)
        {
            sequence.Slice(LastRow(reverse, place) * part, part).CopyTo(Own(states, place));
        }
    }

    /// <summary>The same from a state that was carried in place, [B, part].</summary>
    public void StoreCarried(ReadOnlySpan<float> carried, Span<float> states)
    {
        for (int place = 0; place < packing.BatchSize && !states.IsEmpty; place++)
        {
            carried.Slice(place * part, part).CopyTo(Own(states, place));
        }
    }

    /// <summary>
    /// Adds gradients of final states to the rows they came from: dSequence[its row] += dStates[caller's index, offset
    /// …].
    /// </summary>
    public void AddLast(bool reverse, Span<float> dStates, Span<float> dSequence)
    {
        for (int place = 0; place < packing.BatchSize && !dStates.IsEmpty; place++)
        {
            Add(Own(dStates, place), dSequence.Slice(LastRow(reverse, place) * part, part));
        }
    }

    /// <summary>
    /// Adds gradients of initial states, the first B rows, to the caller's: dStates[caller's index, offset …] +=
    /// dPacked[place].
    /// </summary>
    public void AddTo(ReadOnlySpan<float> dPacked, Span<float> dStates)
    {
        for (int place = 0; place < packing.BatchSize && !dStates.IsEmpty; place++)
        {
            Add(dPacked.Slice(place * part, part), Own(dStates, place));
        }
    }

    /// <summary>The part of the state of the sequence at a place.</summary>
    private ReadOnlySpan<float> Own(ReadOnlySpan<float> states, int place) =>
        states.Slice((packing.Order[place] * width) + offset, part);

    private Span<float> Own(Span<float> states, int place) =>
        states.Slice((packing.Order[place] * width) + offset, part);

    /// <summary>
    /// The row of a [B+N, …] sequence that holds the state after the last step run; the initial state's for an empty
    /// sequence.
    /// </summary>
    private int LastRow(bool reverse, int place)
    {
        int length = packing.Lengths[place];
        return length == 0 ? place : packing.BatchSize + packing.RowStart[reverse ? 0 : length - 1] + place;
    }

    private static void Add(ReadOnlySpan<float> values, Span<float> to)
    {
        for (int i = 0; i < values.Length; i++)
        {
            to[i] += values[i];
        }
    }
}
