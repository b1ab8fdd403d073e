namespace Carousel.Laboratory.Networks;

/// <summary>How far an error is followed.</summary>
internal enum GradientKind
{
    /// <summary>
    /// The paper's: an error that reaches a net input of a cell or a gate is not sent on in time; only the states carry
    /// error back. O(1) for each weight and step.
    /// </summary>
    Truncated,

    /// <summary>Every path, by back-propagation through time.</summary>
    Full,
}
