namespace Carousel.Interchange.Onnx;

// These are the names of types in the format, which contain a type name because they name types.

#pragma warning disable CA1720
/// <summary>The types of a tensor's values, with the numbers that the ONNX format gives them.</summary>
internal enum OnnxType
{
    /// <summary>Single precision.</summary>
    Float32 = 1,

    /// <summary>8 bits without sign.</summary>
    UInt8 = 2,

    /// <summary>8 bits with sign.</summary>
    Int8 = 3,

    /// <summary>16 bits without sign.</summary>
    UInt16 = 4,

    /// <summary>16 bits with sign.</summary>
    Int16 = 5,

    /// <summary>32 bits with sign.</summary>
    Int32 = 6,

    /// <summary>64 bits with sign.</summary>
    Int64 = 7,

    /// <summary>True or false, a byte each.</summary>
    Bool = 9,

    /// <summary>Half precision.</summary>
    Float16 = 10,

    /// <summary>Double precision.</summary>
    Float64 = 11,

    /// <summary>32 bits without sign.</summary>
    UInt32 = 12,

    /// <summary>64 bits without sign.</summary>
    UInt64 = 13,
}
#pragma warning restore CA1720
