namespace Carousel.Laboratory.Claims;

/// <summary>Bounds of a figure within which the claim holds.</summary>
/// <param name="Name">The figure's name, as in <see cref="ClaimResult.Figures"/>: snake case.</param>
/// <param name="Low">The least value; −∞ for none.</param>
/// <param name="High">The greatest value; +∞ for none.</param>
/// <param name="Meaning">What the figure is, with its unit, in a few words.</param>
internal sealed record ExpectedFigure(string Name, double Low, double High, string Meaning)
{
    /// <summary>A figure that must not be below a bound.</summary>
    public static ExpectedFigure AtLeast(string name, double low, string meaning) =>
        new(name, low, double.PositiveInfinity, meaning);

    /// <summary>A figure that must not be above a bound.</summary>
    public static ExpectedFigure AtMost(string name, double high, string meaning) =>
        new(name, double.NegativeInfinity, high, meaning);

    /// <summary>Whether a value is within the bounds.</summary>
    public bool Admits(double value) => value >= Low && value <= High;
}
