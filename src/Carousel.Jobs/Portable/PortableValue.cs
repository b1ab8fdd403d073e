namespace Carousel.Jobs.Portable;

/// <summary>A number that a network reads or gives: its name, and how it comes from one of the data.</summary>
/// <param name="Name">Such as <c>temperature</c>.</param>
internal sealed record PortableValue(string Name)
{
    private const double MostLogarithm = 80;

    /// <summary>By which rule the network's number comes from that of the data.</summary>
    public PortableScaling Scaling { get; init; }

    /// <summary>Taken off.</summary>
    public double Offset { get; init; }

    /// <summary>Divided by; above 0.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>
    /// Which level, of the window of rows that a forecast reads, is taken off the scaled number; −1 for none.
    /// </summary>
    public int Level { get; init; } = -1;

    /// <summary>
    /// How the number is made of the rows of a table; null where no rule makes it: then it is 0 to the network, or the
    /// caller has it.
    /// </summary>
    public PortableSource? Source { get; init; }

    /// <summary>As the network sees a number of the data, before a level is taken off.</summary>
    /// <param name="value">The number of the data.</param>
    /// <returns>x.</returns>
    public double ToNetwork(double value) => Scaling switch
    {
        PortableScaling.SquareRoot => (Math.Sqrt(Math.Max(value, 0)) - Offset) / Scale,
        PortableScaling.Logarithm => (Math.Log(1 + Math.Max(value, 0)) - Offset) / Scale,
        PortableScaling.SignedLogarithm => (Math.CopySign(Math.Log(1 + Math.Abs(value)), value) - Offset) / Scale,
        PortableScaling.InverseSine => 2 * Math.Asinh((value - Offset) / (2 * Scale)),
        _ => (value - Offset) / Scale,
    };

    /// <summary>The number of the data that the network sees as this, after a level was added.</summary>
    /// <param name="number">x.</param>
    /// <returns>The number of the data; where a rule has a lowest value, what lies below it becomes that.</returns>
    public double ToData(double number)
    {
        double linear = (number * Scale) + Offset;
        return Scaling switch
        {
            PortableScaling.SquareRoot => linear <= 0 ? 0 : linear * linear,
            PortableScaling.Logarithm => linear <= 0 ? 0 : Math.Exp(Math.Min(linear, MostLogarithm)) - 1,
            PortableScaling.SignedLogarithm =>
                Math.CopySign(Math.Exp(Math.Min(Math.Abs(linear), MostLogarithm)) - 1, linear),
            PortableScaling.InverseSine => Offset + (2 * Scale * Math.Sinh(number / 2)),
            _ => linear,
        };
    }
}
