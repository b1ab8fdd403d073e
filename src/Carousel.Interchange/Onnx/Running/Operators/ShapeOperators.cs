using Carousel.Interchange.Onnx.Reading;

namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>Operators that leave the values as they are and change or tell the sizes.</summary>
internal static class ShapeOperators
{
    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, OperatorMaker> All { get; } = new Dictionary<string, OperatorMaker>
    {
        ["Reshape"] = Reshape,
        ["Flatten"] = Flatten,
        ["Squeeze"] = Squeeze,
        ["Unsqueeze"] = Unsqueeze,
        ["Shape"] = Shape,
        ["Size"] = _ => static call => [OnnxTensor.Of([(long)call[0].Length])],
        ["Identity"] = _ => static call => [call[0]],
        ["Dropout"] = Dropout,
    };

    /// <summary>Axes from the attribute of older versions, or from an input.</summary>
    /// <param name="call">The call.</param>
    /// <param name="attribute">What the attribute said.</param>
    /// <param name="input">The input's place in newer versions.</param>
    public static int[]? Axes(NodeCall call, int[]? attribute, int input) =>
        attribute ?? (call.Optional(input) is null ? null : call.Wholes(input));

    private static NodeRun Reshape(OnnxNode node)
    {
        bool keepsZero = node.Version >= 14 && node.Switch("allowzero");
        return call =>
        {
            OnnxTensor x = call[0];
            int[] dims = call.Wholes(1);
            int free = -1;
            long known = 1;
            for (int i = 0; i < dims.Length; i++)
            {
                if (dims[i] == 0 && !keepsZero)
                {
                    dims[i] = i < x.Rank ? x.Dims[i] : throw call.Wrong($"keeps axis {i + 1} of {x}, which has fewer.");
                }

                if (dims[i] == -1 && free < 0)
                {
                    free = i;
                }
                else
                {
                    known = dims[i] < 0
                        ? throw call.Wrong($"asks for the sizes [{OnnxTensor.Text(dims)}].")
                        : Math.Min(known * dims[i], int.MaxValue);
                }
            }

            if (free >= 0 && known > 0 && x.Length % known == 0)
            {
                dims[free] = (int)(x.Length / known);
                known *= dims[free];
            }

            return known == x.Length && !dims.Contains(-1)
                ? [x.As(dims)]
                : throw call.Wrong($"can't give {x} the sizes [{OnnxTensor.Text(dims)}]: it has {x.Length} values.");
        };
    }

    private static NodeRun Flatten(OnnxNode node)
    {
        int axis = node.Small("axis", 1);
        return call =>
        {
            OnnxTensor x = call[0];
            int cut = axis == x.Rank ? axis : call.Axis(axis, x.Rank);
            return [x.As([Product(x.Dims[..cut]), Product(x.Dims[cut..])])];
        };
    }

    private static NodeRun Squeeze(OnnxNode node)
    {
        int[]? attribute = node.Version < 13 ? node.Wholes("axes") : null;
        return call =>
        {
            OnnxTensor x = call[0];
            int[]? asked = Axes(call, attribute, 1);

            // No axes remove all of one value, whether they are left out or an empty list: of the latter the standard
            // says nothing, and ONNX Runtime does so.
            HashSet<int>? axes = asked is null or [] ? null : [.. call.Axes(asked, x.Rank)];
            if (axes is not null && axes.FirstOrDefault(a => call[0].Dims[a] != 1, -1) is >= 0 and int wide)
            {
                throw call.Wrong($"removes axis {wide} of {x}, which has {x.Dims[wide]} values and not 1.");
            }

            int[] dims = x.Dims.ToArray();
            return [x.As([.. dims.Where((d, i) => axes is null ? d != 1 : !axes.Contains(i))])];
        };
    }

    private static NodeRun Unsqueeze(OnnxNode node)
    {
        int[]? attribute = node.Version < 13 ? node.Wholes("axes") ?? throw node.Wrong("lacks its axes.") : null;
        return call =>
        {
            OnnxTensor x = call[0];
            int[] asked = attribute ?? call.Wholes(1);
            int rank = x.Rank + asked.Length;
            HashSet<int> axes = [.. call.Axes(asked, rank)];
            var dims = new int[rank];
            for (int i = 0, from = 0; i < rank; i++)
            {
                dims[i] = axes.Contains(i) ? 1 : x.Dims[from++];
            }

            return [x.As(dims)];
        };
    }

    private static NodeRun Shape(OnnxNode node)
    {
        (long start, long end) = node.Version >= 15
            ? (node.Whole("start", 0), node.Whole("end", long.MaxValue))
            : (0, long.MaxValue);
        return call =>
        {
            int rank = call[0].Rank;
            long from = Math.Clamp(start < 0 ? start + rank : start, 0, rank),
                to = Math.Clamp(end < 0 ? end + rank : end, 0, rank);
            long[] sizes = [.. call[0].Dims.ToArray().Take((int)to).Skip((int)from).Select(d => (long)d)];
            return [OnnxTensor.Of(sizes, sizes.Length)];
        };
    }

    // What trained stays silent: the values pass, and the mask keeps all.
    private static NodeRun Dropout(OnnxNode node)
    {
        if (node.Version < 12)
        {
            _ = node.Number("ratio", 0.5f);
        }
        else
        {
            _ = node.Whole("seed", 0);
        }

        return call =>
        {
            OnnxTensor x = call[0];
            if (call.Optional(2) is not null && call.Scalar(2) != 0
                && (call.Optional(1) is null || call.Scalar(1) != 0))
            {
                throw call.Node.NotTaken(
                    "is asked to drop values at random, as in training. Carousel runs models for inference: export the "
                    + "model in evaluation mode.");
            }

            if (node.Outputs.Length < 2)
            {
                return [x];
            }

            FreshTensor mask = call.New(node.Version < 10 ? x.Type : OnnxType.Bool, x.Dims.ToArray());
            for (int i = 0; i < x.Length; i++)
            {
                mask.Write(i, [1.0]);
            }

            return [x, mask.Done];
        };
    }

    /// <summary>The product of sizes, which are those of a tensor that is there, or of one part of its axes.</summary>
    public static int Product(ReadOnlySpan<int> dims)
    {
        long product = 1;
        foreach (int dim in dims)
        {
            product = Math.Min(product * dim, int.MaxValue);
        }

        return (int)product;
    }
}
