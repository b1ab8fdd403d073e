using Carousel.Data;

namespace Carousel.Networks;

/// <summary>What a network reads at a step: numbers, or one symbol.</summary>
/// <param name="Values">The numbers in their order; the one number of a symbol where there are
/// <see cref="Symbols"/>.</param>
internal sealed record PortableInput(IReadOnlyList<PortableValue> Values)
{
    /// <summary>The texts of symbols 0, 1, …; empty where numbers are read.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>
    /// Where the numbers of the data lie, if the network scales them itself: for made ones. Empty for numbers about 0.
    /// </summary>
    public IReadOnlyList<FittedScaler> InnerScales { get; init; } = [];

    /// <summary>The symbol read before the first symbol of a text; −1 for none, or if numbers are read.</summary>
    public int Start { get; init; } = -1;

    /// <summary>How a text is cut.</summary>
    public PortableUnits Units { get; init; }

    /// <summary>Numbers.</summary>
    /// <param name="values">The numbers.</param>
    public static PortableInput OfValues(IEnumerable<PortableValue> values) => new([.. values]);

    /// <summary>A symbol.</summary>
    /// <param name="name">What a symbol is, such as <c>character</c>.</param>
    /// <param name="symbols">The texts.</param>
    /// <param name="units">How a text is cut into them.</param>
    /// <param name="start">The symbol before the first; −1 for none.</param>
    public static PortableInput OfSymbols(
        string name, IReadOnlyList<string> symbols, PortableUnits units, int start = -1) =>
        new([new PortableValue(name)]) { Symbols = symbols, Units = units, Start = start };
}
