namespace Carousel.Data;

/// <summary>How missing values are filled.</summary>
public enum GapFilling
{
    /// <summary>They stay missing; a model reads a zero and a mask that marks it.</summary>
    Missing,

    /// <summary>The last value before them is repeated.</summary>
    Forward,

    /// <summary>A straight line between the values around them; at the end the last value is repeated.</summary>
    Linear,

    /// <summary>Zero.</summary>
    Zero,
}
