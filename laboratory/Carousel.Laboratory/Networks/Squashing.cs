namespace Carousel.Laboratory.Networks;

/// <summary>The functions that squash a net input.</summary>
internal enum Squashing
{
    /// <summary>1 / (1 + e⁻ˣ), in 0 … 1: gates and output units.</summary>
    Logistic,

    /// <summary>2 / (1 + e⁻ˣ) − 1, in −1 … 1: the paper's h.</summary>
    CenteredOne,

    /// <summary>4 / (1 + e⁻ˣ) − 2, in −2 … 2: the paper's g.</summary>
    CenteredTwo,

    /// <summary>x itself: h of the second experiment.</summary>
    Identity,
}
