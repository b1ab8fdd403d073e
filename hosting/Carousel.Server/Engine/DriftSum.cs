namespace Carousel.Server.Engine;

/// <summary>Values seen of a column, in the scale of the training.</summary>
/// <param name="Values">How many.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Squares">The sum of the squares of their distances from it.</param>
internal readonly record struct DriftSum(long Values, double Mean, double Squares)
{
    /// <summary>The standard deviation (divided by n); 0 without values.</summary>
    public double Deviation => Values > 0 ? Math.Sqrt(Squares / Values) : 0;

    /// <summary>Both together.</summary>
    /// <param name="other">Others of the same column.</param>
    public DriftSum Join(in DriftSum other)
    {
        long values = Values + other.Values;
        if (values == 0)
        {
            return this;
        }

        double apart = other.Mean - Mean, share = other.Values / (double)values;
        return new DriftSum(
            values, Mean + (apart * share), Squares + other.Squares + (apart * apart * Values * share));
    }
}
