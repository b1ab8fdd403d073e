namespace Carousel.Classification;

/// <summary>The simple classifier of series inside a classifier of numbers.</summary>
public enum ClassRival
{
    /// <summary>The one that errs less on training series that it was not fitted on.</summary>
    Auto,

    /// <summary>Random convolutions with a ridge.</summary>
    Convolutions,

    /// <summary>The nearest neighbour, with or without time warping.</summary>
    Neighbours,

    /// <summary>None: the networks answer alone.</summary>
    None,
}
