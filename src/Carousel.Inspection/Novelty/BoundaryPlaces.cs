namespace Carousel.Inspection.Novelty;

/// <summary>Where boundaries can stand: the beginnings of lines, paragraphs or sentences.</summary>
internal sealed class BoundaryPlaces
{
    private readonly int[] _places;

    /// <summary>Places.</summary>
    /// <param name="places">Steps, in any order.</param>
    /// <exception cref="ArgumentException">There is no place.</exception>
    public BoundaryPlaces(IEnumerable<int> places)
    {
        _places = [.. places.Distinct().Order()];
        if (_places.Length == 0)
        {
            throw new ArgumentException("Expected at least one place for a boundary.", nameof(places));
        }
    }

    /// <summary>The places, ascending.</summary>
    public IReadOnlyList<int> All => _places;

    /// <summary>Moves boundaries to the nearest places; two that meet become one.</summary>
    /// <param name="boundaries">Steps.</param>
    /// <returns>Places, ascending.</returns>
    public int[] Snap(IEnumerable<int> boundaries)
    {
        return [.. boundaries.Select(Nearest).Distinct().Order()];
    }

    // Of two equally near the earlier one.
    private int Nearest(int step)
    {
        int at = Array.BinarySearch(_places, step);
        if (at >= 0)
        {
            return step;
        }

        int above = ~at;
        return above == 0 ? _places[0]
            : above == _places.Length || step - _places[above - 1] <= _places[above] - step ? _places[above - 1]
            : _places[above];
    }
}
