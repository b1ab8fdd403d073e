namespace Carousel.Language.Counts;

/// <summary>A place in a text that network and counts read together.</summary>
/// <remarks>Not thread-safe. Allocates nothing but where counts outgrow their memory.</remarks>
/// <param name="table">The counts; they grow where the place counts on.</param>
/// <param name="mixture">How they are mixed; it changes where the place learns.</param>
/// <param name="vocabulary">V.</param>
internal sealed class MixedPlace(KneserNey table, Mixture mixture, int vocabulary)
{
    private readonly KneserNey.Place _place = new(table);
    private readonly double[] _network = new double[vocabulary];
    private readonly double[] _counts = new double[vocabulary];
    private readonly double[] _mixed = new double[vocabulary];
    private int _kind;

    /// <summary>ln p of every unit, if it came next.</summary>
    /// <param name="network">[V]: ln p of the network.</param>
    /// <returns>[V], until the next call.</returns>
    public ReadOnlySpan<double> Mix(ReadOnlySpan<float> network)
    {
        _place.Probabilities(_counts);
        for (int unit = 0; unit < _counts.Length; unit++)
        {
            (_network[unit], _counts[unit]) = (network[unit], KneserNey.Logarithm(_counts[unit]));
        }

        _kind = Mixture.KindOf(_place);
        mixture.Mix(_network, _counts, _kind, _mixed);
        return _mixed;
    }

    /// <summary>Changes how they are mixed by the unit that came after <see cref="Mix"/>.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="rate">How far it goes.</param>
    public void Learn(int unit, double rate) => mixture.Learn(_network, _counts, _mixed, _kind, unit, rate);

    /// <summary>Goes to the beginning of a text.</summary>
    public void Reset() => _place.Reset();

    /// <summary>Goes behind a unit.</summary>
    public void Read(int unit) => _place.Read(unit);

    /// <summary>Counts a unit and goes behind it.</summary>
    public void Count(int unit) => _place.Count(unit);
}
