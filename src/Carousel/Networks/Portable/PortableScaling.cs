namespace Carousel.Networks;

/// <summary>How a network's number x comes from a number v of the data.</summary>
internal enum PortableScaling
{
    /// <summary>x = (v − offset) / scale.</summary>
    Linear,

    /// <summary>x = (√max(v, 0) − offset) / scale.</summary>
    SquareRoot,

    /// <summary>x = (ln(1 + max(v, 0)) − offset) / scale.</summary>
    Logarithm,

    /// <summary>x = (±ln(1 + |v|) − offset) / scale, with the sign of v.</summary>
    SignedLogarithm,

    /// <summary>x = 2·asinh((v − offset) / (2·scale)).</summary>
    InverseSine,

    /// <summary>The same as <see cref="Linear"/>, but v is not below 0.</summary>
    NonNegative,
}
