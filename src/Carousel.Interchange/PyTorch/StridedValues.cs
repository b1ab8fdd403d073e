using Carousel.Interchange.Tensors;

namespace Carousel.Interchange.PyTorch;

/// <summary>
/// Reads the values of a tensor out of its storage, whatever its strides: in the order of the storage, so that a
/// transposed matrix is read as fast as another.
/// </summary>
internal static class StridedValues
{
    // Values of a row that are read at a time.
    private const int PieceLength = 1024;

    /// <summary>Reads a tensor.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="start">Where the storage begins in it.</param>
    /// <param name="tensor">What to read: it lies inside its storage.</param>
    /// <param name="values">As many as the tensor has, row-major; overwritten.</param>
    public static void Read(Stream stream, long start, PickledTensor tensor, Span<float> values)
    {
        int axes = tensor.Sizes.Length, size = tensor.Storage.Type.Size();
        if (values.Length == 0)
        {
            return;
        }

        // Axes from the widest stride to the narrowest, without those of one place; how far each leads in the row-major
        // values.
        Span<int> order = stackalloc int[axes], leads = stackalloc int[axes], index = stackalloc int[axes];
        int used = 0;
        for (int axis = axes - 1, lead = 1; axis >= 0; lead *= tensor.Sizes[axis--])
        {
            leads[axis] = lead;
            if (tensor.Sizes[axis] > 1)
            {
                order[used++] = axis;
            }
        }

        order = order[..used];
        order.Sort(
            (a, b) => tensor.Strides[a] != tensor.Strides[b]
                ? tensor.Strides[b].CompareTo(tensor.Strides[a])
                : a.CompareTo(b));

        // What lies one after another in both is one row: all of it where nothing is turned or left out.
        int row = 1, first = used;
        while (first > 0 && tensor.Strides[order[first - 1]] == row && leads[order[first - 1]] == row)
        {
            row *= tensor.Sizes[order[--first]];
        }

        // Else the innermost axis of the storage is one, if its values are neighbours there.
        int step = 1;
        if (first == used && used > 0 && tensor.Strides[order[used - 1]] == 1)
        {
            first = used - 1;
            (row, step) = (tensor.Sizes[order[first]], leads[order[first]]);
        }

        index = index[..first];
        index.Clear();
        int to = 0;
        long at = tensor.Offset;
        do
        {
            stream.Position = start + (at * size);
            ReadRow(stream, tensor.Storage.Type, values[to..], row, step);
        }
        while (Advance(tensor, order, leads, index, ref to, ref at));
    }

    private static void ReadRow(Stream stream, NumberType type, Span<float> values, int count, int step)
    {
        if (step == 1)
        {
            ForeignTensor.ReadValues(stream, type, values[..count]);
            return;
        }

        Span<float> piece = stackalloc float[PieceLength];
        for (int done = 0; done < count; done += PieceLength)
        {
            Span<float> some = piece[..Math.Min(PieceLength, count - done)];
            ForeignTensor.ReadValues(stream, type, some);
            for (int k = 0; k < some.Length; k++)
            {
                values[(done + k) * step] = some[k];
            }
        }
    }

    /// <summary>Goes to the next row, in the order of the storage.</summary>
    private static bool Advance(
        PickledTensor tensor, ReadOnlySpan<int> order, ReadOnlySpan<int> leads, Span<int> index, ref int to,
        ref long at)
    {
        for (int k = index.Length - 1; k >= 0; k--)
        {
            int axis = order[k];
            if (++index[k] < tensor.Sizes[axis])
            {
                (to, at) = (to + leads[axis], at + tensor.Strides[axis]);
                return true;
            }

            index[k] = 0;
            (to, at) = (
                to - ((tensor.Sizes[axis] - 1) * leads[axis]), at - ((tensor.Sizes[axis] - 1) * tensor.Strides[axis]));
        }

        return false;
    }
}
