using Carousel.Memory;

namespace Carousel.Forecasting.Beside;

/// <summary>
/// Sequences of a learned smoothing, side by side and by step: the <see cref="SmoothingForm.Span"/> rows before an
/// end, missing ones in front where a series has fewer.
/// </summary>
/// <param name="form">The sizes.</param>
internal sealed class SmoothingBatch(SmoothingForm form)
{
    private const double LeastChange = 1e-3;

    private float[] _values = [];
    private float[] _start = [];
    private float[] _changes = [];
    private int[] _from = [];

    /// <summary>B.</summary>
    public int Count { get; private set; }

    /// <summary>[T·B]: values, NaN where missing.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, form.Span * Count);

    /// <summary>[B, seasons]: with which the seasons begin.</summary>
    public ReadOnlySpan<float> Start => _start.AsSpan(0, (form.First + form.Second) * Count);

    /// <summary>[T·B]: the logarithm of how much a sequence usually changes over the shortest season.</summary>
    public ReadOnlySpan<float> Changes => _changes.AsSpan(0, form.Span * Count);

    /// <summary>Makes room for sequences.</summary>
    /// <param name="count">B.</param>
    public void Begin(int count)
    {
        Count = count;
        Room.Grow(ref _values, form.Span * count);
        Room.Grow(ref _changes, form.Span * count);
        Room.Grow(ref _start, (form.First + form.Second) * count);
        Room.Grow(ref _from, count);
    }

    /// <summary>Fills in a sequence.</summary>
    /// <param name="b">Which.</param>
    /// <param name="series">The series.</param>
    /// <param name="target">Which of its targets.</param>
    /// <param name="end">The first row that is not read.</param>
    public void Set(int b, SeriesFeatures series, int target, int end)
    {
        int T = form.Span;
        _from[b] = T;
        for (int t = 0; t < T; t++)
        {
            int row = end - T + t;
            float value = row < 0 || series.Series.WeightAt(row) == 0
                ? float.NaN
                : series.Target[(row * form.Targets) + target];
            _values[(t * Count) + b] = value;
            _from[b] = float.IsNaN(value) ? _from[b] : Math.Min(_from[b], t);
        }

        float change = (float)Math.Log(BeginSeasons(b));
        for (int t = 0; t < T; t++)
        {
            _changes[(t * Count) + b] = change;
        }
    }

    /// <summary>How much a sequence usually changes over the shortest season.</summary>
    /// <param name="b">Which sequence.</param>
    public double ChangeOf(int b) => Math.Exp(_changes[b]);

    /// <summary>The first position whose forecast is told; T or more where there are too few rows.</summary>
    /// <param name="b">Which sequence.</param>
    public int FirstTold(int b) => _from[b] + form.StartRows;

    /// <summary>The value of a position; NaN where it is missing or behind the end.</summary>
    /// <param name="b">Which sequence.</param>
    /// <param name="t">0, 1, ….</param>
    public float ValueAt(int b, int t) => t < form.Span ? _values[(t * Count) + b] : float.NaN;

    /// <summary>
    /// The seasons by the first rounds, each without its own mean: the shorter one, then what the longer one leaves.
    /// </summary>
    /// <returns>How much the sequence changes there from one short season to the next.</returns>
    private double BeginSeasons(int b)
    {
        Span<float> start = _start.AsSpan(b * (form.First + form.Second), form.First + form.Second);
        start.Clear();
        int from = _from[b], to = Math.Min(form.Span, from + form.StartRows);
        Seasonal(b, from, to, start[..form.First], default);
        if (form.Second > 0)
        {
            Seasonal(b, from, to, start[form.First..], start[..form.First]);
        }

        double sum = 0;
        int known = 0;
        for (int t = from + form.First; t < to; t++)
        {
            double change = Math.Abs(ValueAt(b, t) - ValueAt(b, t - form.First));
            (sum, known) = double.IsNaN(change) ? (sum, known) : (sum + change, known + 1);
        }

        return Math.Max(LeastChange, known == 0 ? 1 : sum / known);
    }

    /// <summary>The mean of each phase, as position t has phase t mod the season's length.</summary>
    private void Seasonal(int b, int from, int to, Span<float> season, ReadOnlySpan<float> shorter)
    {
        Span<int> known = stackalloc int[season.Length];
        known.Clear();
        for (int round = from; round < to; round += form.Longest)
        {
            double mean = Mean(b, round, Math.Min(to, round + form.Longest));
            for (int t = round; t < Math.Min(to, round + form.Longest); t++)
            {
                double value = ValueAt(b, t) - mean - (shorter.IsEmpty ? 0 : shorter[t % shorter.Length]);
                if (!double.IsNaN(value))
                {
                    season[t % season.Length] += (float)value;
                    known[t % season.Length]++;
                }
            }
        }

        for (int i = 0; i < season.Length; i++)
        {
            season[i] /= Math.Max(1, known[i]);
        }
    }

    private double Mean(int b, int from, int to)
    {
        double sum = 0;
        int known = 0;
        for (int t = from; t < to; t++)
        {
            float value = ValueAt(b, t);
            (sum, known) = float.IsNaN(value) ? (sum, known) : (sum + value, known + 1);
        }

        return sum / Math.Max(1, known);
    }
}
