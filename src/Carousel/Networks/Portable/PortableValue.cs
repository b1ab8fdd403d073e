namespace Carousel.Networks;

/// <summary>A number that a network reads or gives: its name, and how it comes from one of the data.</summary>
/// <param name="Name">Such as <c>temperature</c>.</param>
internal sealed record PortableValue(string Name)
{
    /// <summary>By which rule the network's number comes from that of the data.</summary>
    public PortableScaling Scaling { get; init; }

    /// <summary>Subtracted first.</summary>
    public double Offset { get; init; }

    /// <summary>Divided by; above 0.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>
    /// The level, of the window of rows that a forecast reads, that is subtracted from the scaled number; −1 for
    /// none.
    /// </summary>
    public int Level { get; init; } = -1;

    /// <summary>
    /// How the number is made of the rows of a table; null where no rule makes it: then it is 0 to the network, or the
    /// caller has it.
    /// </summary>
    public PortableSource? Source { get; init; }
}
