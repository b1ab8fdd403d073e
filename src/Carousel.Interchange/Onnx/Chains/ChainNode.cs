using Carousel.Networks;

namespace Carousel.Interchange.Onnx;

/// <summary>A node of the graph with the known values of its inputs.</summary>
/// <param name="node">The operator.</param>
/// <param name="inputs">Each input; null for one that is left out.</param>
/// <param name="steps">The axis of the model's input along which time runs, and its size.</param>
/// <param name="memory">Counts what is made of the model.</param>
internal sealed class ChainNode(OnnxNode node, ChainValue?[] inputs, ChainFactor steps, ChainMemory memory)
{
    // As many as a network has; a path is copied where it grows.
    private const int MostLayers = 64;

    /// <summary>The end of every refusal.</summary>
    public const string Advice =
        "so the model is not a plain chain of layers that Carousel could read as a network; ONNX Runtime "
        + "(Microsoft.ML.OnnxRuntime) runs it unchanged.";

    /// <summary>The operator.</summary>
    public OnnxNode Node => node;

    /// <summary>The inputs.</summary>
    public IReadOnlyList<ChainValue?> Inputs => inputs;

    /// <summary>Time.</summary>
    public ChainFactor Steps => steps;

    /// <summary>An input, or null.</summary>
    public ChainValue? At(int index) => index < inputs.Length ? inputs[index] : null;

    /// <summary>Rows, whatever of them.</summary>
    public RowsValue Rows(int index) =>
        At(index) as RowsValue ?? throw Refused("reads an input that is not rows of the chain");

    /// <summary>Rows as a layer reads them.</summary>
    /// <param name="index">Which input.</param>
    /// <param name="ends">Whether the last axis has to hold the values of a step.</param>
    public RowsValue Whole(int index, bool ends = true) => Whole(Rows(index), ends);

    /// <summary>Rows as a layer reads them.</summary>
    public RowsValue Whole(RowsValue rows, bool ends = true) =>
        rows.Part == ChainPart.FirstStep
            ? throw Refused(
                "reads the first step, which is an answer only of a layer that runs from the last step to the first")
            : rows.Part == ChainPart.Total
                ? throw Refused(
                    "reads the sum of all steps, but Carousel pools only by their mean, their largest value or the "
                    + "last step")
                : rows.Part != ChainPart.Whole
                    ? throw Refused("works on a part of a mean, a normalisation or a function")
                    : rows.Direction is not null ? throw Refused("reads one direction of a layer without the other")
                    : rows.Path.Layers.Count > MostLayers
                        ? throw Refused($"follows more than {MostLayers} layers")
                        : rows.Path.Answer != PortableFunction.None
                            ? throw Refused("follows the soft-max, which must end a network")
                            : ends && (rows.Width == 0 || !rows.Shape.EndsInRows(rows.Width))
                                ? throw Refused("does not read the values of a step along its last axis")
                                : rows;

    /// <summary>A constant.</summary>
    public OnnxTensor Known(int index) => Given(index) ?? throw Refused($"lacks its input {index + 1}");

    /// <summary>A constant, or null where it is left out.</summary>
    public OnnxTensor? Given(int index) => At(index) switch
    {
        null => null,
        KnownValue known => known.Tensor,
        _ => throw Refused($"has no constant as its input {index + 1}"),
    };

    /// <summary>Constant whole numbers; null where they are left out.</summary>
    public int[]? Wholes(int index) =>
        Given(index) is { } tensor
            ? Array.ConvertAll(tensor.ToDoubles(), v => (int)Math.Clamp(v, int.MinValue, int.MaxValue))
            : null;

    /// <summary>Axes from an attribute, or since a version from an input; null where they are left out.</summary>
    public int[]? Axes(int rank, int inputSince, int index = 1) =>
        (node.Version >= inputSince ? Wholes(index) : node.Wholes("axes"))?.Select(a => Axis(a, rank)).ToArray();

    /// <summary>An axis, counted from the end where negative.</summary>
    public int Axis(int axis, int rank) =>
        axis >= -rank && axis < rank
            ? (axis + rank) % rank
            : throw node.Wrong($"has the axis {axis}, but its tensor has {rank} axes.");

    /// <summary>The sizes of a Reshape: 0 for that of the input, −1 for the rest.</summary>
    /// <param name="from">The sizes of the input.</param>
    public int[] Reshaped(int[] from)
    {
        int[] to = Wholes(1) ?? throw node.Wrong("lacks its sizes.");
        bool keepsZeros = node.Switch("allowzero");
        to = [.. to.Select((d, i) => d == 0 && !keepsZeros && i < from.Length ? from[i] : d)];
        long all = from.Aggregate(1L, (p, d) => p * d), said = to.Where(d => d >= 0).Aggregate(1L, (p, d) => p * d);
        return [.. to.Select(d => d == -1 && said > 0 ? (int)(all / said) : d)];
    }

    /// <summary>The two sizes of a Flatten.</summary>
    /// <param name="from">The sizes of the input.</param>
    public int[] Flattened(int[] from)
    {
        int axis = node.Small("axis", 1), at = axis == from.Length ? axis : Axis(axis, from.Length);
        return [KnownMoves.Count(from.Take(at)), KnownMoves.Count(from.Skip(at))];
    }

    /// <summary>The axes of size 1 that a Squeeze removes.</summary>
    /// <param name="from">The sizes of the input.</param>
    public int[] Squeezed(int[] from)
    {
        int[] axes = Axes(from.Length, 13) is { Length: > 0 } said
            ? said
            : [.. Enumerable.Range(0, from.Length).Where(a => from[a] == 1)];
        return axes.FirstOrDefault(a => from[a] != 1, -1) is >= 0 and int wide
            ? throw node.Wrong($"removes axis {wide}, which has {from[wide]} values and not 1.")
            : axes;
    }

    /// <summary>The axes of size 1 that an Unsqueeze inserts, ascending.</summary>
    /// <param name="rank">Axes of the input.</param>
    public int[] Unsqueezed(int rank)
    {
        int[] given = (node.Version >= 13 ? Wholes(1) : node.Wholes("axes")) ?? throw node.Wrong("lacks its axes.");
        int[] axes = [.. given.Select(a => Axis(a, rank + given.Length)).Distinct().Order()];
        return axes.Length == given.Length
            ? axes
            : throw node.Wrong($"names an axis twice: [{OnnxTensor.Text(given)}].");
    }

    /// <summary>The order of the axes after a Transpose.</summary>
    /// <param name="rank">Axes of the input.</param>
    public int[] Turned(int rank)
    {
        int[] order = node.Wholes("perm") ?? [.. Enumerable.Range(0, rank).Reverse()];
        return order.Order().SequenceEqual(Enumerable.Range(0, rank))
            ? order
            : throw node.Wrong($"has perm = [{string.Join(", ", order)}], but its tensor has {rank} axes.");
    }

    /// <summary>What a Slice takes of each axis that it names, as written in the file.</summary>
    /// <param name="rank">Axes of the input.</param>
    public (int Axis, int Start, int End, int Step)[] Slices(int rank)
    {
        bool isInput = node.Version >= 10;
        int[]? from = isInput ? Wholes(1) : node.Wholes("starts"), to = isInput ? Wholes(2) : node.Wholes("ends");
        if (from is null || to is null)
        {
            throw node.Wrong("lacks its starts or its ends.");
        }

        int[] axes = (isInput ? Wholes(3) : node.Wholes("axes")) ?? [.. Enumerable.Range(0, from.Length)];
        int[] steps = (isInput ? Wholes(4) : null) ?? [.. from.Select(_ => 1)];
        return to.Length == from.Length && axes.Length == from.Length && steps.Length == from.Length
            && !steps.Contains(0)
            ? [.. axes.Select((a, i) => (Axis(a, rank), from[i], to[i], steps[i]))]
            : throw node.Wrong("slices by starts, ends, axes and steps that do not match.");
    }

    /// <summary>The sizes of the parts of a Split.</summary>
    /// <param name="size">That of its axis.</param>
    public int[] Parts(int size)
    {
        int count = node.Outputs.Length;
        int[] sizes = (node.Version >= 13 ? Wholes(1) : node.Wholes("split"))
            ?? [.. Enumerable.Repeat(size / count, count)];
        return sizes.Length == count && sizes.All(s => s > 0) && sizes.Sum(s => (long)s) == size
            ? sizes
            : throw Refused($"splits an axis of {size} into {count} parts that do not fit it");
    }

    /// <summary>What Shape says.</summary>
    /// <param name="from">The sizes of the input.</param>
    public OnnxTensor ShapeOf(int[] from)
    {
        int first = At(node.Small("start", 0)), last = Math.Max(At(node.Small("end", from.Length)), first);
        int At(int place) => Math.Clamp(place < 0 ? place + from.Length : place, 0, from.Length);
        return OnnxTensor.Of([.. from[first..last].Select(d => (long)d)], last - first);
    }

    /// <summary>A constant that is one number; NaN if it is not one number.</summary>
    public double Single(int index) =>
        At(index) is KnownValue { Tensor: { Length: 1 } tensor } ? tensor.ToDoubles()[0] : double.NaN;

    /// <summary>A constant vector with the width of a step; null if it is not one.</summary>
    public static float[]? Vector(OnnxTensor tensor, int width) =>
        tensor.Length == width && (width == 1 || tensor.Dims[^1] == width) ? tensor.ToSingles() : null;

    /// <summary>Memory for values that the file does not hold.</summary>
    /// <param name="count">How many.</param>
    public float[] New(long count)
    {
        Take(count * sizeof(float));
        return new float[count];
    }

    /// <summary>Memory for values of any type that the file does not hold.</summary>
    /// <param name="count">How many bytes.</param>
    public byte[] NewBytes(long count)
    {
        Take(count);
        return new byte[count];
    }

    /// <summary>Counts memory for values that the file does not hold.</summary>
    /// <param name="bytes">How many bytes.</param>
    public void Take(long bytes)
    {
        if (bytes > Array.MaxLength || !memory.TryTake(bytes))
        {
            throw Refused($"needs {bytes} bytes, more than the limit of {memory.Most >> 20} MB");
        }
    }

    /// <summary>A refusal.</summary>
    /// <param name="why">The text between the node's name and the advice.</param>
    public OnnxNotTakenException Refused(string why) => node.NotTaken($"{why}, {Advice}");
}
