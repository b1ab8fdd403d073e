namespace Carousel.Laboratory.Claims.Clipping;

/// <summary>A way of training that is compared.</summary>
/// <param name="Key">In figures.</param>
/// <param name="Name">In pictures and sentences.</param>
/// <param name="Kind">What is done to gradients.</param>
/// <param name="RateDivisor">By what the learning rate is divided.</param>
internal sealed record ClippingArm(string Key, string Name, ClippingKind Kind, double RateDivisor = 1)
{
    /// <summary>By what the rate of the gentle arm is divided.</summary>
    public const double Gentle = 5;

    /// <summary>All, in the order of pictures.</summary>
    public static IReadOnlyList<ClippingArm> All { get; } =
    [
        new("none", "without clipping", ClippingKind.None),
        new("value", "each value cut at 5", ClippingKind.ByValue),
        new("norm", "norm shrunk to 1", ClippingKind.ByNorm),
        new("gentle", "without clipping, a fifth of the rate", ClippingKind.None, Gentle),
    ];
}
