using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Probes;

/// <summary>
/// Chance for a property that changes slowly: whole tracks of it, such as those of sequences, are exchanged, and each
/// is shifted in a circle.
/// </summary>
/// <remarks>
/// A track keeps its own order, so the property is as slow, as frequent and as constant within a sequence as it was,
/// but has nothing to do with the states. Single steps exchanged would be no chance line: states that change slowly go
/// with anything slow.
/// </remarks>
internal sealed class TrackExchange
{
    private readonly int[][] _tracks;
    private readonly int _count;
    private readonly ulong _seed;

    /// <summary>Tracks.</summary>
    /// <param name="tracks">[N], the track of each row, from 0; rows of one track in their order.</param>
    /// <param name="seed">The seed of the look.</param>
    public TrackExchange(IReadOnlyList<int> tracks, ulong seed)
    {
        _tracks =
        [
            .. Enumerable.Range(0, tracks.Count).GroupBy(n => tracks[n]).OrderBy(g => g.Key).Select(g => g.ToArray()),
        ];
        (_count, _seed) = (tracks.Count, seed);
    }

    /// <summary>How many tracks there are.</summary>
    public int Tracks => _tracks.Length;

    /// <summary>
    /// Tracks of a sequence that is cut: parts so long that the property has nothing to do with itself across most of
    /// one.
    /// </summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="length">Rows of one track at least.</param>
    /// <returns>[N].</returns>
    public static int[] Parts(int rows, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        int parts = Math.Max(1, rows / length);
        return [.. Enumerable.Range(0, rows).Select(n => (int)((long)n * parts / rows))];
    }

    /// <summary>One exchange.</summary>
    /// <param name="draw">Which, from 0.</param>
    /// <returns>[N], the row whose property each row gets. A track that is shorter than the one in whose place it
    /// stands begins again.</returns>
    public int[] Order(int draw)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(draw);
        var places = new int[_tracks.Length];
        var random = new Permutation(_seed, "exchanged tracks");
        random.Order(draw, places);
        var order = new int[_count];
        for (int track = 0; track < _tracks.Length; track++)
        {
            int[] to = _tracks[track], from = _tracks[places[track]];
            int shift = random.Below(((long)draw * _tracks.Length) + track, from.Length);
            for (int k = 0; k < to.Length; k++)
            {
                order[to[k]] = from[(k + shift) % from.Length];
            }
        }

        return order;
    }
}
