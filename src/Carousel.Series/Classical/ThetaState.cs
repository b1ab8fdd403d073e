namespace Carousel.Classical;

/// <summary>
/// The states of the dynamic optimised Theta model: the smoothed level and the line through all values so far.
/// </summary>
/// <remarks>
/// Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler 2016, section 3.2. With t values so far and w = 1 − 1 / θ,
/// the next value has the mean ℓ + w·((1 − α)ᵗ·A + (1 − (1 − α)ᵗ⁺¹) / α·B), where A + B·t is the line of least squares
/// through the values, updated at each of them; all states but the level begin at 0, and B stays 0 at the first value.
/// </remarks>
internal struct ThetaState
{
    private readonly double _rate;
    private int _count;
    private double _mean, _slope;

    /// <summary>Begins.</summary>
    /// <param name="rate">α.</param>
    /// <param name="level">The level before the first value.</param>
    public ThetaState(double rate, double level) => (_rate, Level, Power) = (rate, level, 1);

    /// <summary>ℓ.</summary>
    public double Level { get; private set; }

    /// <summary>(1 − α)ᵗ after t values.</summary>
    public double Power { get; private set; }

    /// <summary>(1 − α)ᵗ·A + (1 − (1 − α)ᵗ⁺¹) / α·B: the part of the next mean that w multiplies.</summary>
    public readonly double Line =>
        (Power * (_mean - ((_count + 1) / 2.0 * _slope))) + ((1 - (Power * (1 - _rate))) / _rate * _slope);

    /// <summary>Takes the next value.</summary>
    /// <param name="value">The value, or its mean where it is missing.</param>
    public void Step(double value)
    {
        _count++;
        double t = _count;
        _slope = _count == 1 ? 0 : (((t - 2) * _slope) + (6 / t * (value - _mean))) / (t + 1);
        _mean += (value - _mean) / t;
        Level += _rate * (value - Level);
        Power *= 1 - _rate;
    }

    /// <summary>The same time with all states 0: the model is linear, so it carries a difference of values.</summary>
    public readonly ThetaState Zero() => this with { Level = 0, _mean = 0, _slope = 0 };
}
