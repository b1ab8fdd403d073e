using Carousel.Jobs.Baselines;

namespace Carousel.Language;

/// <summary>A place in a text that network and counts read together.</summary>
/// <remarks>Not thread-safe. Allocates nothing but where counts outgrow their memory.</remarks>
/// <param name="table">The counts; they grow where the place counts on.</param>
/// <param name="mixture">How they are mixed; it changes where the place learns.</param>
/// <param name="vocabulary">V.</param>
internal sealed class MixedPlace(KneserNey table, Mixture mixture, int vocabulary)
{
    private readonly KneserNey.Place _place = new(table);
    private readonly ProductOfExperts _product = mixture.ToProduct(vocabulary);

    /// <summary>The most units that counts look at together: one more than those that come before a unit.</summary>
    public int Order => table.Order;

    /// <summary>ln p of every unit, if it came next.</summary>
    /// <param name="network">[V]: ln p of the network.</param>
    /// <returns>[V], until the next call.</returns>
    public ReadOnlySpan<double> Mix(ReadOnlySpan<float> network)
    {
        Span<double> first = _product.Logarithms(0), second = _product.Logarithms(1);
        _place.Probabilities(second);
        for (int unit = 0; unit < first.Length; unit++)
        {
            (first[unit], second[unit]) = (network[unit], KneserNey.Logarithm(second[unit]));
        }

        return _product.Mix(Mixture.KindOf(_place));
    }

    /// <summary>Changes how they are mixed by the unit that came after <see cref="Mix"/>.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="rate">How far it goes.</param>
    public void Learn(int unit, double rate) => _product.Learn(unit, rate);

    /// <summary>Goes to the beginning of a text.</summary>
    public void Reset() => _place.Reset();

    /// <summary>Moves past a unit.</summary>
    public void Read(int unit) => _place.Read(unit);

    /// <summary>Counts a unit and moves past it.</summary>
    public void Count(int unit) => _place.Count(unit);
}
