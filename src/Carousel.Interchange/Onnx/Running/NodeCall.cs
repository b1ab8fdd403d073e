using Carousel.Backends;
using Carousel.Interchange.Onnx.Reading;
using Carousel.Storage;

namespace Carousel.Interchange.Onnx.Running;

/// <summary>One run of one operator: what it reads, and where its results come from.</summary>
/// <param name="node">The operator.</param>
/// <param name="inputs">Its inputs; null for one that is left out.</param>
/// <param name="resources">What the run computes with.</param>
/// <param name="scope">The values around it; null where it runs alone.</param>
internal sealed class NodeCall(OnnxNode node, OnnxTensor?[] inputs, RunResources resources, RunScope? scope = null)
{
    /// <summary>The operator.</summary>
    public OnnxNode Node => node;

    /// <summary>Computes products, recurrent layers and the like.</summary>
    public CpuBackend Backend => resources.Backend;

    /// <summary>What the run computes with.</summary>
    public RunResources Resources => resources;

    /// <summary>The values around it, which a body sees; null where it runs alone.</summary>
    public RunScope? Scope => scope;

    /// <summary>How many inputs there are, those left out among them.</summary>
    public int Count => inputs.Length;

    /// <summary>The call with other inputs.</summary>
    public NodeCall With(OnnxTensor?[] others) => new(node, others, resources, scope);

    /// <summary>An input that has to be there.</summary>
    public OnnxTensor this[int index] => Optional(index) ?? throw node.Wrong($"lacks its input {index + 1}.");

    /// <summary>An input, or null.</summary>
    public OnnxTensor? Optional(int index) => index < inputs.Length ? inputs[index] : null;

    /// <summary>Memory for a result.</summary>
    /// <exception cref="ModelFileException">The run would take more memory than it may.</exception>
    public FreshTensor New(OnnxType type, params int[] dims)
    {
        long bytes = type.Size();
        foreach (int dim in dims)
        {
            bytes = dim < 0 ? throw node.Wrong($"would make a tensor of [{OnnxTensor.Text(dims)}].")
                : dim == 0 ? 0
                : bytes > long.MaxValue / dim ? long.MaxValue : bytes * dim;
        }

        RunMemory memory = resources.Memory;
        if (bytes > Array.MaxLength || !memory.TryTake(bytes))
        {
            throw node.Wrong($"would make a tensor of {type.Name()} [{OnnxTensor.Text(dims)}], for which the {memory.Most >> 20} MB that a run may take are not enough. Allow more, or give smaller inputs.");
        }

        return new FreshTensor(type, dims, new byte[bytes]);
    }

    /// <summary>Numbers of an input that is a list of whole numbers, such as axes or sizes.</summary>
    public int[] Wholes(int index)
    {
        OnnxTensor tensor = this[index];
        if (tensor.Type.IsReal() || tensor.Type == OnnxType.Bool || tensor.Rank > 1)
        {
            throw node.Wrong($"expects a list of whole numbers as input {index + 1}, but is given {tensor}.");
        }

        var values = new long[tensor.Length];
        OnnxNumbers.Read(tensor, values);
        return Array.ConvertAll(values, static v => (int)Math.Clamp(v, int.MinValue, int.MaxValue));
    }

    /// <summary>Values of an input that is one number.</summary>
    public double Scalar(int index) => this[index] is { Length: 1 } tensor ? tensor.ToDoubles()[0] : throw node.Wrong($"expects one number as input {index + 1}, but is given {this[index]}.");

    /// <summary>An axis of a rank, counted from the end where negative.</summary>
    public int Axis(long axis, int rank) => axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis) : throw node.Wrong($"has the axis {axis}, but its tensor has {rank} axes.");

    /// <summary>Axes of a rank, each counted from the end where negative, and none of them twice.</summary>
    public int[] Axes(int[] asked, int rank)
    {
        int[] axes = Array.ConvertAll(asked, a => Axis(a, rank));
        return axes.Distinct().Count() == axes.Length ? axes : throw node.Wrong($"names an axis twice: [{OnnxTensor.Text(asked)}].");
    }

    /// <summary>Requires inputs of real numbers.</summary>
    public OnnxTensor Real(int index) => this[index] is var tensor && tensor.Type.IsReal() ? tensor : throw node.Wrong($"expects real numbers as input {index + 1}, but is given {tensor}.");

    /// <summary>What is wrong, as an exception to throw.</summary>
    public ModelFileException Wrong(string sentence) => node.Wrong(sentence);
}
