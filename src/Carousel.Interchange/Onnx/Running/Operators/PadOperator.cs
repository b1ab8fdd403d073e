using Carousel.Interchange.Onnx.Reading;

namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>Pad: values around a tensor, constant, mirrored or repeated from its edge; sizes below 0 cut.</summary>
internal static class PadOperator
{
    /// <summary>Reads the attributes.</summary>
    public static NodeRun Make(OnnxNode node)
    {
        string mode = node.Word("mode", "constant");
        if (mode is not ("constant" or "reflect" or "edge" or "wrap"))
        {
            throw node.Wrong($"has mode = '{mode}', where constant, reflect, edge or wrap is expected.");
        }

        int[]? attribute = node.Version < 11 ? node.Wholes("pads") ?? throw node.Wrong("lacks its pads.") : null;
        float value = node.Version < 11 ? node.Number("value", 0) : 0;
        return call =>
        {
            OnnxTensor x = call[0];
            int[] given = attribute ?? call.Wholes(1);
            int[] axes = node.Version >= 18 && call.Optional(3) is not null
                ? call.Axes(call.Wholes(3), x.Rank)
                : [.. Enumerable.Range(0, x.Rank)];
            if (given.Length != 2 * axes.Length)
            {
                throw call.Wrong(
                    $"is given {given.Length} sizes for {axes.Length} axes of {x}: two an axis are expected.");
            }

            int[] before = new int[x.Rank], dims = x.Dims.ToArray();
            for (int i = 0; i < axes.Length; i++)
            {
                before[axes[i]] = given[i];
                dims[axes[i]] = (int)Math.Clamp(
                    dims[axes[i]] + (long)given[i] + given[i + axes.Length], -1, int.MaxValue);
            }

            OnnxTensor fill = call.Optional(2) ?? call.New(x.Type, 1).Filled([value]);
            return fill.Type == x.Type && fill.Length == 1
                ? [Run(call, x, fill.Bytes, before, dims, mode)]
                : throw call.Wrong($"pads {x} with {fill}: one value of its type is expected.");
        };
    }

    private static OnnxTensor Run(
        NodeCall call, OnnxTensor x, ReadOnlySpan<byte> fill, int[] before, int[] dims, string mode)
    {
        FreshTensor y = call.New(x.Type, dims);
        int size = x.Type.Size();
        int[] strides = MovementOperators.Strides(x.Dims), index = new int[dims.Length];
        for (int at = 0; at < y.Bytes.Length; at += size)
        {
            int from = 0;
            for (int axis = 0; axis < dims.Length && from >= 0; axis++)
            {
                int place = Source(index[axis] - before[axis], x.Dims[axis], mode);
                from = place < 0 ? -1 : from + (place * strides[axis]);
            }

            (from < 0 ? fill : x.Bytes.Slice(from * size, size)).CopyTo(y.Bytes.AsSpan(at));
            for (int axis = dims.Length - 1; axis >= 0 && ++index[axis] == dims[axis]; axis--)
            {
                index[axis] = 0;
            }
        }

        return y.Done;
    }

    // Which value of an axis stands at a place outside of it; −1 for the constant.
    private static int Source(int place, int size, string mode)
    {
        if (place >= 0 && place < size)
        {
            return place;
        }

        if (mode == "constant" || size == 0)
        {
            return -1;
        }

        if (mode == "edge")
        {
            return place < 0 ? 0 : size - 1;
        }

        int period = mode == "wrap" ? size : Math.Max(1, 2 * (size - 1));
        int inside = ((place % period) + period) % period;
        return inside < size ? inside : period - inside;
    }
}
