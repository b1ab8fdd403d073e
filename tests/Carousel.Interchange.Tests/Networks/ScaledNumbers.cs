using Carousel.Networks;

namespace Carousel.Interchange.Tests.Networks;

/// <summary>How numbers of the data become numbers of a network and back, which exports are compared with.</summary>
internal static class ScaledNumbers
{
    private const double MostLogarithm = 80;

    /// <summary>The network's input for a number of the data, before a level is subtracted.</summary>
    /// <param name="rule">The number's rule.</param>
    /// <param name="value">The number of the data.</param>
    /// <returns>x.</returns>
    public static double ToNetwork(this PortableValue rule, double value) => rule.Scaling switch
    {
        PortableScaling.SquareRoot => (Math.Sqrt(Math.Max(value, 0)) - rule.Offset) / rule.Scale,
        PortableScaling.Logarithm => (Math.Log(1 + Math.Max(value, 0)) - rule.Offset) / rule.Scale,
        PortableScaling.SignedLogarithm =>
            (Math.CopySign(Math.Log(1 + Math.Abs(value)), value) - rule.Offset) / rule.Scale,
        PortableScaling.InverseSine => 2 * Math.Asinh((value - rule.Offset) / (2 * rule.Scale)),
        _ => (value - rule.Offset) / rule.Scale,
    };

    /// <summary>The number of the data that the network sees as this, after a level was added.</summary>
    /// <param name="rule">The number's rule.</param>
    /// <param name="number">x.</param>
    /// <returns>The number of the data; if a rule has a lowest value, lower results become that value.</returns>
    public static double ToData(this PortableValue rule, double number)
    {
        double linear = (number * rule.Scale) + rule.Offset;
        return rule.Scaling switch
        {
            PortableScaling.SquareRoot => linear <= 0 ? 0 : linear * linear,
            PortableScaling.Logarithm => linear <= 0 ? 0 : Math.Exp(Math.Min(linear, MostLogarithm)) - 1,
            PortableScaling.SignedLogarithm =>
                Math.CopySign(Math.Exp(Math.Min(Math.Abs(linear), MostLogarithm)) - 1, linear),
            PortableScaling.InverseSine => rule.Offset + (2 * rule.Scale * Math.Sinh(number / 2)),
            PortableScaling.NonNegative => Math.Max(linear, 0),
            _ => linear,
        };
    }
}
