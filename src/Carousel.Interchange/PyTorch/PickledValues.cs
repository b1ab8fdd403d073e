using Carousel.Interchange.Tensors;

namespace Carousel.Interchange.PyTorch;

/// <summary>A name of Python in a pickle: one of those that make tensors and dictionaries.</summary>
/// <param name="Name">Module and name, such as <c>torch.FloatStorage</c>.</param>
internal sealed record PickledName(string Name);

/// <summary>A tuple.</summary>
/// <param name="Items">Its content.</param>
internal sealed record PickledTuple(object?[] Items)
{
    /// <summary>The tuple of nothing.</summary>
    public static PickledTuple Empty { get; } = new([]);
}

/// <summary>A dictionary: only entries whose keys are texts or whole numbers are read, others are skipped.</summary>
internal sealed class PickledDictionary
{
    /// <summary>The entries whose keys are texts, in order.</summary>
    public List<KeyValuePair<string, object?>> Items { get; } = [];
}

/// <summary>Values of one type in a file of the archive.</summary>
/// <param name="Key">The file's name in the folder <c>data</c>.</param>
/// <param name="Type">How a value lies.</param>
/// <param name="Length">How many values.</param>
internal sealed record PickledStorage(string Key, NumberType Type, long Length);

/// <summary>A tensor over a storage.</summary>
/// <param name="Storage">The values.</param>
/// <param name="Offset">The first.</param>
/// <param name="Sizes">The sizes of the axes.</param>
/// <param name="Strides">How many values lie from one to the next on an axis.</param>
internal sealed record PickledTensor(PickledStorage Storage, long Offset, int[] Sizes, long[] Strides);
