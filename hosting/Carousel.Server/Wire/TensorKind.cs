namespace Carousel.Server.Wire;

/// <summary>Kinds of values that a tensor may come in, under the names of the Open Inference Protocol.</summary>
internal enum TensorKind
{
    /// <summary>Numbers of 32 bits.</summary>
    FP32,

    /// <summary>Numbers of 64 bits, rounded to 32.</summary>
    FP64,

    /// <summary>Whole numbers of 32 bits.</summary>
    INT32,

    /// <summary>Whole numbers of 64 bits.</summary>
    INT64,

    /// <summary>Texts.</summary>
    BYTES,
}
