using Carousel.Autograd;
using Carousel.Data;
using Carousel.Execution;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Kernels.Losses;
using Carousel.Memory;
using Carousel.Training;

namespace Carousel.Forecasting.Beside;

/// <summary>
/// The training of a learned smoothing: the absolute errors of forecasts from every row behind the first rounds.
/// </summary>
internal sealed class SmoothingProblem : BatchProblem
{
    /// <summary>Sequences of a step.</summary>
    public const int BatchSize = 64;

    private const double MostWeight = 4;

    private static readonly LossFunction _loss = new(LossKind.Absolute);

    private readonly SmoothedNetwork _network;
    private readonly SmoothingForm _form;
    private readonly ForecastData _data;
    private readonly IReadOnlyList<RowRange> _rows;
    private readonly (int Series, int Target, int Row)[] _sequences;
    private readonly SmoothingBatch _batch;
    private readonly double[] _weightOf;
    private readonly CounterRandom _ends;
    private readonly CounterRandom _noise;
    private float[] _truth = [];
    private float[] _weights = [];
    private int[] _places = [];

    /// <summary>A training.</summary>
    /// <param name="network">The built network.</param>
    /// <param name="form">Its sizes.</param>
    /// <param name="data">The series.</param>
    /// <param name="rows">For each series the rows to learn from.</param>
    /// <param name="seed">Of order, ends and noise.</param>
    public SmoothingProblem(
        SmoothedNetwork network, SmoothingForm form, ForecastData data, IReadOnlyList<RowRange> rows, ulong seed)
        : this(network, form, data, rows, seed, Sequences(form, data, rows))
    {
    }

    private SmoothingProblem(
        SmoothedNetwork network, SmoothingForm form, ForecastData data, IReadOnlyList<RowRange> rows, ulong seed,
        (int Series, int Target, int Row)[] sequences)
        : base(network, new ShuffledBatches(sequences.Length, BatchSize, seed, "order of smoothed series"), "")
    {
        (_network, _form, _data, _rows, _sequences) = (network, form, data, rows, sequences);
        _batch = new SmoothingBatch(form);
        _ends = new CounterRandom(seed, CounterRandom.Purpose("ends of smoothed series"));
        _noise = new CounterRandom(seed, CounterRandom.Purpose("noise of smoothed series"));
        double[] changes = [.. _sequences.Select(s => ChangeOf(s.Series, s.Target))];
        double middle = changes.Length == 0 ? 1 : changes.Order().ElementAt(changes.Length / 2);

        // Half of the scale of the values, half that of how much the series changes: measures of accuracy use either.
        _weightOf = [.. changes.Select(c => Math.Min(MostWeight, 0.5 + (0.5 * middle / c)))];
    }

    /// <summary>Sequences that can be learned from.</summary>
    public int Count => _sequences.Length;

    /// <inheritdoc/>
    public override double? Validate(Tape tape, CancellationToken cancellation) => null;

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, int epoch, int batch, ReadOnlySpan<int> chosen)
    {
        int B = chosen.Length, H = _form.Ahead, from = _form.StartRows, rows = (_form.Span - from) * B;
        _batch.Begin(B);
        Room.Grow(ref _places, B);
        for (int b = 0; b < B; b++)
        {
            (int series, int target, _places[b]) = _sequences[chosen[b]];
            _batch.Set(b, _data.Series[series], target, EndOf(series, epoch));
        }

        Room.Grow(ref _truth, rows * H);
        Room.Grow(ref _weights, rows);
        long known = 0;
        for (int row = 0; row < rows; row++)
        {
            (int t, int b) = (from + (row / B), row % B);
            _weights[row] = (float)_weightOf[chosen[b]];
            for (int h = 0; h < H; h++)
            {
                float truth = t < _batch.FirstTold(b) ? float.NaN : _batch.ValueAt(b, t + 1 + h);
                _truth[(row * H) + h] = truth;
                known += float.IsNaN(truth) ? 0 : 1;
            }
        }

        Variable forecast = _network.Forward(
            tape, _batch, _places, _noise, checked((uint)((epoch * BatchesIn(epoch)) + batch)));
        Tensor targets = tape.Arena.Allocate(new Shape(rows, H)), weights = tape.Arena.Allocate(new Shape(rows));
        targets.Write(_truth.AsSpan(0, rows * H));
        weights.Write(_weights.AsSpan(0, rows));
        return new BatchLoss(
            LossOp.Apply(tape, _loss, tape.SliceRows(forecast, from * B, rows), targets, weights, out _), known);
    }

    /// <summary>Series with rounds to begin with and rows ahead to learn from.</summary>
    private static (int Series, int Target, int Row)[] Sequences(
        SmoothingForm form, ForecastData data, IReadOnlyList<RowRange> rows)
    {
        return
        [
            .. from s in Enumerable.Range(0, rows.Count)
               where rows[s].Length > form.StartRows + form.Ahead
               from k in Enumerable.Range(0, form.Targets)
               where data.Series[s].Series.CountedValues(k, rows[s]).Count(float.IsFinite) > form.StartRows
               select (s, k, (s * form.Targets) + k),
        ];
    }

    /// <summary>Where a sequence ends in an epoch: anywhere, in a series that is longer than a sequence.</summary>
    private int EndOf(int series, int epoch)
    {
        int more = Math.Max(0, _rows[series].Length - _form.Span);
        return _rows[series].End - (int)(((ulong)_ends.Word((uint)epoch, series) * (ulong)(more + 1)) >> 32);
    }

    private double ChangeOf(int series, int target)
    {
        _batch.Begin(1);
        _batch.Set(0, _data.Series[series], target, _rows[series].End);
        return _batch.ChangeOf(0);
    }
}
