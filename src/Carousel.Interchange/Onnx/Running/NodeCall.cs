using System.Runtime.CompilerServices;
using Carousel.Backends;
using Carousel.Interchange.Onnx.Reading;
using Carousel.Memory;
using Carousel.Storage;

namespace Carousel.Interchange.Onnx.Running;

/// <summary>One run of one operator: what it reads, and where its results come from.</summary>
/// <param name="node">The operator.</param>
/// <param name="inputs">Its inputs; null for one that is left out.</param>
/// <param name="resources">What the run computes with.</param>
/// <param name="scope">The values around it; null where it runs alone.</param>
internal sealed class NodeCall(OnnxNode node, OnnxTensor?[] inputs, RunResources resources, RunScope? scope = null)
{
    // Up to here double precision holds every whole number.
    private const double LargestWhole = 1L << 53;

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

        return resources.Memory.TryMake(bytes) is { } made
            ? new FreshTensor(type, dims, made)
            : throw node.Wrong(
                $"would make a tensor of {type.Name()} [{OnnxTensor.Text(dims)}], for which "
                + $"the {resources.Memory.Most >> 20} MB that a run may take are not enough. Allow more, or give "
                + $"smaller inputs.");
    }

    /// <summary>Counts bytes that the operator takes beside its results while it runs.</summary>
    /// <exception cref="ModelFileException">The run would take more memory than it may.</exception>
    public void Take(long bytes)
    {
        if (!resources.Memory.TryTake(bytes))
        {
            throw node.Wrong(
                $"needs {bytes} bytes while it runs, for which the {resources.Memory.Most >> 20} MB that a run may "
                + $"take are not enough. Allow more, or give smaller inputs.");
        }
    }

    /// <summary>Values that the operator needs while it runs; zero.</summary>
    /// <exception cref="ModelFileException">The run would take more memory than it may.</exception>
    public T[] Scratch<T>(int length)
        where T : unmanaged
    {
        Take((long)length * Unsafe.SizeOf<T>());
        return new T[length];
    }

    /// <summary>Values of a tensor in double precision, to be overwritten.</summary>
    /// <exception cref="ModelFileException">A whole number has more digits than double precision; or the run would take
    /// more memory than it may.</exception>
    public double[] Doubles(OnnxTensor tensor)
    {
        double[] values = Scratch<double>(tensor.Length);
        OnnxNumbers.Read(tensor, values);
        return tensor.Type is not (OnnxType.Int64 or OnnxType.UInt64)
            || Array.TrueForAll(values, static v => Math.Abs(v) <= LargestWhole)
            ? values
            : throw node.Wrong(
                $"computes in double precision, but is given {tensor} with whole numbers above 2^53, which would be "
                + $"rounded.");
    }

    /// <summary>Values of a tensor in single precision, to be overwritten.</summary>
    /// <exception cref="ModelFileException">The run would take more memory than it may.</exception>
    public float[] Singles(OnnxTensor tensor)
    {
        float[] values = Scratch<float>(tensor.Length);
        OnnxNumbers.Read(tensor, values);
        return values;
    }

    /// <summary>
    /// Values of a tensor of whole numbers, to be overwritten; those of 64 bits without sign as the same bits.
    /// </summary>
    /// <exception cref="ModelFileException">The run would take more memory than it may.</exception>
    public long[] Longs(OnnxTensor tensor)
    {
        long[] values = Scratch<long>(tensor.Length);
        OnnxNumbers.Read(tensor, values);
        return values;
    }

    /// <summary>
    /// Numbers in the order of the values of a tensor of whole numbers, also of those of 64 bits without sign.
    /// </summary>
    /// <exception cref="ModelFileException">The run would take more memory than it may.</exception>
    public long[] Keys(OnnxTensor tensor)
    {
        long[] values = Longs(tensor);
        for (int i = 0; i < values.Length && tensor.Type == OnnxType.UInt64; i++)
        {
            values[i] ^= long.MinValue;
        }

        return values;
    }

    /// <summary>Memory for kernels, empty, given up when the operator ends.</summary>
    /// <param name="values">How many values of single precision it will hold.</param>
    /// <exception cref="ModelFileException">The run would take more memory than it may.</exception>
    public Arena Room(long values)
    {
        Take(values * sizeof(float));
        return resources.Room.Emptied();
    }

    /// <summary>
    /// Makes something of tensors and uses it. Of the model's own weights it is made once for all operators and runs,
    /// and of what the run computes each time.
    /// </summary>
    /// <param name="form">What is made, and of which tensors.</param>
    /// <param name="bytes">Bytes that it takes.</param>
    /// <param name="make">Makes it.</param>
    /// <param name="use">Uses it.</param>
    /// <exception cref="ModelFileException">The run would take more memory than it may.</exception>
    public void Prepare<T>(in WeightsForm form, long bytes, Func<T> make, Action<T> use)
        where T : class, IDisposable
    {
        if (resources.Kept.TryGet(form, bytes, make) is { } kept)
        {
            use(kept);
            return;
        }

        Take(bytes);
        using T once = make();
        use(once);
    }

    /// <summary>Numbers of an input that is a list of whole numbers, such as axes or sizes.</summary>
    public int[] Wholes(int index)
    {
        OnnxTensor tensor = this[index];
        if (tensor.Type.IsReal() || tensor.Type == OnnxType.Bool || tensor.Rank > 1)
        {
            throw node.Wrong($"expects a list of whole numbers as input {index + 1}, but is given {tensor}.");
        }

        long[] values = Longs(tensor);
        int[] small = Scratch<int>(values.Length);
        for (int i = 0; i < small.Length; i++)
        {
            small[i] = tensor.Type == OnnxType.UInt64 && values[i] < 0
                ? int.MaxValue
                : (int)Math.Clamp(values[i], int.MinValue, int.MaxValue);
        }

        return small;
    }

    /// <summary>The value of an input that is one number.</summary>
    public double Scalar(int index) => Doubles(One(index))[0];

    /// <summary>The value of an input that is one whole number; of 64 bits without sign as the same bits.</summary>
    public long WholeScalar(int index) => Longs(One(index))[0];

    /// <summary>An axis of a rank, counted from the end where negative.</summary>
    public int Axis(long axis, int rank) =>
        axis >= -rank && axis < rank
            ? (int)(axis < 0 ? axis + rank : axis)
            : throw node.Wrong($"has the axis {axis}, but its tensor has {rank} axes.");

    /// <summary>Axes of a rank, each counted from the end where negative, and none of them twice.</summary>
    public int[] Axes(int[] asked, int rank)
    {
        int[] axes = Array.ConvertAll(asked, a => Axis(a, rank));
        return axes.Distinct().Count() == axes.Length
            ? axes
            : throw node.Wrong($"names an axis twice: [{OnnxTensor.Text(asked)}].");
    }

    /// <summary>Requires inputs of real numbers.</summary>
    public OnnxTensor Real(int index) =>
        this[index] is var tensor && tensor.Type.IsReal()
            ? tensor
            : throw node.Wrong($"expects real numbers as input {index + 1}, but is given {tensor}.");

    /// <summary>What is wrong, as an exception to throw.</summary>
    public ModelFileException Wrong(string sentence) => node.Wrong(sentence);

    private OnnxTensor One(int index) =>
        this[index] is { Length: 1 } tensor
            ? tensor
            : throw node.Wrong($"expects one number as input {index + 1}, but is given {this[index]}.");
}
