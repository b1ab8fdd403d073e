using Carousel.Data;

namespace Carousel.Autograd;

/// <summary>
/// States between the caller's order, where a sequence's parts stand side by side, and the packed order of kernels,
/// where each part has rows of its own.
/// </summary>
internal static class PackedStates
{
    /// <summary>
    /// To the first B rows of a state sequence: packed[place] = states[caller's index, offset …], or zeros.
    /// </summary>
    /// <param name="packing">The two orders.</param>
    /// <param name="states">[B, width], in the caller's order; empty for zeros.</param>
    /// <param name="width">Values of one sequence's state.</param>
    /// <param name="offset">Where the part begins.</param>
    /// <param name="packed">[B or more, part], overwritten.</param>
    /// <param name="part">Values of the part.</param>
    public static void Load(
        Packing packing, ReadOnlySpan<float> states, int width, int offset, Span<float> packed, int part)
    {
        if (states.IsEmpty)
        {
            packed[..(packing.BatchSize * part)].Clear();
            return;
        }

        for (int place = 0; place < packing.BatchSize; place++)
        {
            states.Slice((packing.Order[place] * width) + offset, part).CopyTo(packed[(place * part)..]);
        }
    }

    /// <summary>
    /// The state after each sequence's last step run: states[caller's index, offset …] = sequence[its row].
    /// </summary>
    /// <param name="packing">The two orders.</param>
    /// <param name="reverse">Whether the steps were run from the last to the first.</param>
    /// <param name="sequence">[B+N, part], initial states in front.</param>
    /// <param name="part">Values of the part.</param>
    /// <param name="states">[B, width], overwritten; empty if not wanted.</param>
    /// <param name="width">Values of one sequence's state.</param>
    /// <param name="offset">Where the part begins.</param>
    public static void Store(
        Packing packing, bool reverse, ReadOnlySpan<float> sequence, int part, Span<float> states, int width,
        int offset)
    {
        for (int place = 0; place < packing.BatchSize && !states.IsEmpty; place++)
        {
            sequence.Slice(LastRow(packing, reverse, place) * part, part)
                .CopyTo(states[((packing.Order[place] * width) + offset)..]);
        }
    }

    /// <summary>The same from a state that was carried in place, [B, part].</summary>
    public static void StoreCarried(
        Packing packing, ReadOnlySpan<float> carried, int part, Span<float> states, int width, int offset)
    {
        for (int place = 0; place < packing.BatchSize && !states.IsEmpty; place++)
        {
            carried.Slice(place * part, part).CopyTo(states[((packing.Order[place] * width) + offset)..]);
        }
    }

    /// <summary>
    /// Adds gradients of final states to the rows they came from: dSequence[its row] += dStates[caller's index, offset
    /// …].
    /// </summary>
    public static void AddLast(
        Packing packing, bool reverse, ReadOnlySpan<float> dStates, int width, int offset, Span<float> dSequence,
        int part)
    {
        for (int place = 0; place < packing.BatchSize && !dStates.IsEmpty; place++)
        {
            Add(
                dStates.Slice((packing.Order[place] * width) + offset, part),
                dSequence.Slice(LastRow(packing, reverse, place) * part, part));
        }
    }

    /// <summary>
    /// Adds gradients of initial states, the first B rows, to the caller's: dStates[caller's index, offset …] +=
    /// dPacked[place].
    /// </summary>
    public static void AddTo(
        Packing packing, ReadOnlySpan<float> dPacked, int part, Span<float> dStates, int width, int offset)
    {
        for (int place = 0; place < packing.BatchSize && !dStates.IsEmpty; place++)
        {
            Add(dPacked.Slice(place * part, part), dStates.Slice((packing.Order[place] * width) + offset, part));
        }
    }

    /// <summary>
    /// The row of a [B+N, …] sequence that holds the state after the last step run; the initial state's for an empty
    /// sequence.
    /// </summary>
    private static int LastRow(Packing packing, bool reverse, int place)
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
