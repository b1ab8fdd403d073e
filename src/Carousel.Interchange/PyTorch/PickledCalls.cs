using Carousel.Interchange.Tensors;
using Carousel.Storage;

namespace Carousel.Interchange.PyTorch;

/// <summary>
/// The names of Python that a state dictionary needs, and their replacements here. Python code is never run.
/// </summary>
internal static class PickledCalls
{
    private const string Dictionary = "collections.OrderedDict", Tensor = "torch._utils._rebuild_tensor_v2",
        Parameter = "torch._utils._rebuild_parameter", Size = "torch.Size";
    private const int MostAxes = 8;

    private static readonly Dictionary<string, NumberType> _storages = new()
    {
        ["torch.FloatStorage"] = NumberType.Float32,
        ["torch.HalfStorage"] = NumberType.Float16,
        ["torch.BFloat16Storage"] = NumberType.BFloat16,
        ["torch.DoubleStorage"] = NumberType.Float64,
        ["torch.LongStorage"] = NumberType.Int64,
        ["torch.IntStorage"] = NumberType.Int32,
        ["torch.ShortStorage"] = NumberType.Int16,
        ["torch.CharStorage"] = NumberType.Int8,
        ["torch.ByteStorage"] = NumberType.UInt8,
        ["torch.BoolStorage"] = NumberType.UInt8,
    };

    private static readonly Dictionary<string, PickledName> _names = _storages.Keys.Concat(
        [Dictionary, Tensor, Parameter, Size]).ToDictionary(n => n, n => new PickledName(n));

    /// <summary>A name that is allowed in a pickle; null for another.</summary>
    public static PickledName? Find(ReadOnlySpan<char> name) =>
        _names.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out PickledName? found) ? found : null;

    /// <summary>The result of a name for its arguments.</summary>
    /// <param name="name">One that is known.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="refuse">Makes the exception for an error in the pickle.</param>
    public static object Call(string name, object?[] arguments, Func<string, ModelFileException> refuse) =>
        (name, arguments) switch
        {
            (Dictionary, []) => new PickledDictionary(),
            (Size, [PickledTuple sizes]) => sizes,
            (Parameter, [PickledTensor tensor, ..]) => tensor,
            (Tensor, [PickledStorage storage, long offset, PickledTuple sizes, PickledTuple strides, ..]) =>
                Rebuild(storage, offset, sizes.Items, strides.Items, refuse),
            _ => throw refuse($"calls Python's '{name}' with arguments that it does not have in a state dictionary"),
        };

    /// <summary>The storage that a persistent name means.</summary>
    /// <param name="name">The object from the stack.</param>
    /// <param name="fileLength">Bytes of the whole file: no storage has more values.</param>
    /// <param name="refuse">Makes the exception for an error in the pickle.</param>
    public static PickledStorage Storage(object? name, long fileLength, Func<string, ModelFileException> refuse) =>
        name is PickledTuple { Items: ["storage", PickledName type, string key, string, long length, ..] }
            && _storages.TryGetValue(type.Name, out NumberType number) && length >= 0 && length <= fileLength
            ? new PickledStorage(key, number, length)
            : throw refuse("names a storage in a way that PyTorch does not");

    private static PickledTensor Rebuild(
        PickledStorage storage, long offset, object?[] sizes, object?[] strides,
        Func<string, ModelFileException> refuse)
    {
        if (sizes.Length != strides.Length || sizes.Length > MostAxes || offset < 0 || offset > storage.Length)
        {
            throw refuse("contains a tensor whose sizes and strides do not fit each other");
        }

        var (ownSizes, ownStrides) = (new int[sizes.Length], new long[sizes.Length]);
        long count = 1, last = offset;
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            if (sizes[axis] is not (long size and >= 0 and <= int.MaxValue)
                || strides[axis] is not (long stride and >= 0 and <= int.MaxValue))
            {
                throw refuse("contains a tensor with sizes or strides out of range");
            }

            (ownSizes[axis], ownStrides[axis]) = ((int)size, stride);
            count = count <= int.MaxValue ? count * size : count;

            // At most 8 axes of 2³¹ · 2³¹ each would overflow: the sum stops at the first axis that leads beyond
            // the storage, and the tensor is refused.
            last = last <= storage.Length ? last + (Math.Max(0, size - 1) * stride) : last;
        }

        // A tensor that repeats values of its storage, as expand makes, has more of them than the file.
        return count == 0 || (count <= Math.Min(storage.Length, Array.MaxLength) && last < storage.Length)
            ? new PickledTensor(storage, offset, ownSizes, ownStrides)
            : throw refuse("contains a tensor that reaches beyond its storage");
    }
}
