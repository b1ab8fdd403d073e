namespace Carousel.Data;

/// <summary>How missing values are filled.</summary>
public enum GapFilling
{
    /// <summary>They stay missing; a model sees a zero and a mask that says so.</summary>
    Missing,

    /// <summary>The last value before them goes on.</summary>
    Forward,

    /// <summary>A straight line between the values around them; at the end the last value goes on.</summary>
    Linear,

    /// <summary>Zero.</summary>
    Zero,
}
