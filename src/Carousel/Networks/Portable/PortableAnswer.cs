namespace Carousel.Networks;

/// <summary>What the numbers of a network's last layer mean.</summary>
/// <param name="Function">What makes the answer of them.</param>
/// <param name="Values">The numbers of the answer: classes or units by name, or values with the way back to the
/// data.</param>
internal sealed record PortableAnswer(PortableFunction Function, IReadOnlyList<PortableValue> Values)
{
    /// <summary>What the numbers are divided by before a soft-max.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>The share of a soft-max's probability that is spread over all values.</summary>
    public double Spread { get; init; }

    /// <summary>How the numbers are put in order, if they are quantiles; null if they are not.</summary>
    public PortableQuantiles? Quantiles { get; init; }

    /// <summary>
    /// The names of the numbers by which a forecast of a row ahead is scaled; empty if the targets of a window are not
    /// shifted.
    /// </summary>
    public IReadOnlyList<string> Levels { get; init; } = [];

    /// <summary>Classes, or the units that may come next.</summary>
    /// <param name="names">Their names.</param>
    public static PortableAnswer Classes(IEnumerable<string> names) =>
        new(PortableFunction.Softmax, [.. names.Select(n => new PortableValue(n))]);
}
