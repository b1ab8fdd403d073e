namespace Carousel.Interchange.Onnx;

/// <summary>What is known of each type of values: its name, its size, and what kind of numbers it holds.</summary>
internal static class OnnxTypes
{
    private static readonly Dictionary<OnnxType, (string Name, int Size)> _known = new()
    {
        [OnnxType.Float32] = ("float32", 4),
        [OnnxType.UInt8] = ("uint8", 1),
        [OnnxType.Int8] = ("int8", 1),
        [OnnxType.UInt16] = ("uint16", 2),
        [OnnxType.Int16] = ("int16", 2),
        [OnnxType.Int32] = ("int32", 4),
        [OnnxType.Int64] = ("int64", 8),
        [OnnxType.Bool] = ("bool", 1),
        [OnnxType.Float16] = ("float16", 2),
        [OnnxType.Float64] = ("float64", 8),
        [OnnxType.UInt32] = ("uint32", 4),
        [OnnxType.UInt64] = ("uint64", 8),
    };

    // What the format has and Carousel does not take, so that a message can name it.
    private static readonly Dictionary<int, string> _strange = new()
    {
        [0] = "none",
        [8] = "string",
        [14] = "complex64",
        [15] = "complex128",
        [16] = "bfloat16",
    };

    /// <summary>Whether Carousel takes tensors of a type.</summary>
    public static bool IsKnown(int number) => _known.ContainsKey((OnnxType)number);

    /// <summary>A type's name, such as <c>float32</c>; also of types that Carousel does not take.</summary>
    public static string Name(int number) =>
        _known.TryGetValue((OnnxType)number, out var known)
            ? known.Name
            : _strange.GetValueOrDefault(number) ?? $"type {number}";

    /// <summary>A type's name, such as <c>float32</c>.</summary>
    public static string Name(this OnnxType type) => Name((int)type);

    /// <summary>Bytes of a value.</summary>
    public static int Size(this OnnxType type) => _known[type].Size;

    /// <summary>All names, for messages.</summary>
    public static IEnumerable<string> Names => _known.Values.Select(k => k.Name);

    /// <summary>Whether a type holds numbers with a fraction.</summary>
    public static bool IsReal(this OnnxType type) => type is OnnxType.Float32 or OnnxType.Float16 or OnnxType.Float64;

    /// <summary>The type of an element of an array.</summary>
    public static OnnxType Of<T>()
        where T : unmanaged => typeof(T) switch
        {
            var t when t == typeof(float) => OnnxType.Float32,
            var t when t == typeof(double) => OnnxType.Float64,
            var t when t == typeof(Half) => OnnxType.Float16,
            var t when t == typeof(long) => OnnxType.Int64,
            var t when t == typeof(int) => OnnxType.Int32,
            var t when t == typeof(short) => OnnxType.Int16,
            var t when t == typeof(sbyte) => OnnxType.Int8,
            var t when t == typeof(ulong) => OnnxType.UInt64,
            var t when t == typeof(uint) => OnnxType.UInt32,
            var t when t == typeof(ushort) => OnnxType.UInt16,
            var t when t == typeof(byte) => OnnxType.UInt8,
            var t when t == typeof(bool) => OnnxType.Bool,
            var t => throw new NotSupportedException($"A tensor can't hold values of type {t.Name}."),
        };
}
