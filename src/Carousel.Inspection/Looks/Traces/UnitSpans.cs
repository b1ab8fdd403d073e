using Carousel.Inspection.Traces;
using Carousel.Report;

namespace Carousel.Inspection.Looks;

/// <summary>
/// Where each unit of a layer stands farthest from its mean: runs of steps beyond two deviations, the farthest kept.
/// </summary>
/// <param name="statistics">Means and deviations.</param>
internal sealed class UnitSpans(LayerStatistics statistics)
{
    private const double Beyond = 2;
    private const int MostSpans = 5;

    private readonly (int From, int To, float Peak)?[] _open = new (int, int, float)?[statistics.Units];
    private readonly List<(int From, int To, float Peak)>[] _kept =
    [
        .. Enumerable.Range(0, statistics.Units).Select(_ => new List<(int, int, float)>(MostSpans + 1)),
    ];

    /// <summary>Adds steps.</summary>
    /// <param name="state">[n, H].</param>
    /// <param name="place">Where the first of them stands along the map.</param>
    public void Add(ReadOnlySpan<float> state, int place)
    {
        int H = statistics.Units;
        for (int first = 0; first < state.Length; first += H, place++)
        {
            for (int u = 0; u < H; u++)
            {
                float value = state[first + u];
                if (!(Math.Abs(value - statistics.Mean[u]) > Beyond * statistics.Deviation[u]))
                {
                    Close(u);
                }
                else
                {
                    _open[u] = _open[u] is { } run
                        ? (run.From, place + 1, Farther(u, run.Peak, value))
                        : (place, place + 1, value);
                }
            }
        }
    }

    /// <summary>Ends all runs, as at the end of a sequence.</summary>
    public void Break()
    {
        for (int u = 0; u < _open.Length; u++)
        {
            Close(u);
        }
    }

    /// <summary>The spans of a unit, the farthest first.</summary>
    /// <param name="unit">Which.</param>
    /// <param name="text">Gives the text of some steps of the map.</param>
    public IReadOnlyList<StateMapSpan> Of(int unit, Func<int, int, string> text) =>
        [.. _kept[unit].Select(s => new StateMapSpan(s.From, s.To, s.Peak, text(s.From, s.To)))];

    private void Close(int u)
    {
        if (_open[u] is not { } run)
        {
            return;
        }

        _open[u] = null;
        List<(int From, int To, float Peak)> kept = _kept[u];
        int place = kept.FindIndex(k => Distance(u, k.Peak) < Distance(u, run.Peak));
        kept.Insert(place < 0 ? kept.Count : place, run);
        if (kept.Count > MostSpans)
        {
            kept.RemoveAt(MostSpans);
        }
    }

    private float Farther(int u, float a, float b) => Distance(u, b) > Distance(u, a) ? b : a;

    private double Distance(int u, float value) => Math.Abs(value - statistics.Mean[u]);
}
