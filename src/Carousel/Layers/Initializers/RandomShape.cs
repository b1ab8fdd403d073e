namespace Carousel.Layers;

/// <summary>The distribution that an initialiser draws from.</summary>
public enum RandomShape
{
    /// <summary>Uniform between a limit and its negative.</summary>
    Uniform,

    /// <summary>Normal with mean 0.</summary>
    Normal,
}
