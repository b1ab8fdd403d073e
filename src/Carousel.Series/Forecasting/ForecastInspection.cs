using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Forecasting;

/// <summary>
/// Inspection of a forecaster. A sequence is a look-back; a step is one of its rows. Look-backs follow each other
/// without overlap from the first row on.
/// </summary>
/// <param name="forecaster">The forecaster, whose first network is shown.</param>
/// <param name="read">Reads a file, with the table row from which each row of each series comes.</param>
internal sealed class ForecastInspection(
    Forecaster forecaster, Func<JobInput, (SeriesSet Set, IReadOnlyList<int[]> Rows)> read) : IInspectedModel
{
    private readonly ForecastNetwork _network = forecaster.Model.Members[0];

    /// <inheritdoc/>
    public Backend Backend => forecaster.Backend;

    /// <inheritdoc/>
    public SequenceLayer Reader => _network.Reader;

    /// <inheritdoc/>
    public string StepName => "row";

    /// <inheritdoc/>
    public double? HoursPerStep =>
        Design.Frequency is { } frequency ? 24 * Frequency.Parse(frequency).Days : null;

    /// <inheritdoc/>
    public IReadOnlyList<string> InputNames => Design.EncoderFeatures;

    /// <inheritdoc/>
    public string ScoreName => $"mean forecast of {Design.Targets[0]}";

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes =>
    [
        .. Optional.Of(Design.Ensemble > 1
            ? $"The model averages {Design.Ensemble} networks; the first is shown."
            : null),
    ];

    private ForecastDesign Design => _network.Design;

    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation)
    {
        (SeriesSet set, IReadOnlyList<int[]> rows) = read(data);
        PredictionInputs.RequireColumns(set, Design);
        ForecastData features = forecaster.DataOf(set);
        var sequences = new List<InspectedSequence>();
        for (int s = 0; s < set.Count; s++)
        {
            for (int origin = Design.Lookback; origin <= set[s].HistoryLength; origin += Design.Lookback)
            {
                cancellation.ThrowIfCancellationRequested();
                sequences.Add(Sequence(
                    set[s], features, new Window(s, origin, Design.Lookback, Design.Horizon), rows[s]));
            }
        }

        return sequences.Count > 0
            ? sequences
            : throw PredictionInputs.TooShort(set, Design);
    }

    /// <summary>
    /// The mean over the horizon of the first target's median, in the unit of the data. What stands ahead of the
    /// look-back is held.
    /// </summary>
    /// <inheritdoc/>
    public Variable Score(Tape tape, InspectedSequence sequence, Variable input, Packing packing, int answer)
    {
        int B = packing.BatchSize, H = Design.Horizon;
        WindowBatch batch = Batch(sequence, B);
        Variable output = _network.Decode(tape, batch, Reader.Forward(tape, input, packing).FinalState);
        Variable all = tape.Reshape(output, new Shape(output.Value.Length, 1));
        int[] forecasts =
        [
            .. Enumerable.Range(0, H)
                .SelectMany(t => Enumerable.Range(0, B).Select(b => _network.Place(B, b, t, 0))),
        ];
        Variable medians = GatherOp.Apply(
            tape, all, NetworkQuantiles.MiddlePlaces(Design, all.Value.ToArray(), forecasts));
        Variable steps = ToData(tape, medians, SourceOf(sequence).Series, batch);
        return PoolingOp.Apply(tape, PoolingKind.Mean, steps, batch.Decoder.Packing);
    }

    private static WindowSource SourceOf(InspectedSequence sequence) => (WindowSource)sequence.Source!;

    /// <summary>From the network's scale to that of the data, on the tape.</summary>
    private Variable ToData(Tape tape, Variable values, SeriesFeatures series, WindowBatch batch)
    {
        FittedScaler scaler = series.Scalers[0];
        double scale = scaler.Scale, shift = (batch.Level(0, 0) * scaler.Scale) + scaler.Offset;
        Variable scaled = AffineOp.Apply(tape, (float)scale, (float)shift, values);
        return Design.Transforms[0] switch
        {
            TargetTransform.SquareRoot => ElementwiseOp.Apply(tape, ElementwiseFunction.Square, tape.Relu(scaled)),
            TargetTransform.Log => AffineOp.Apply(tape, 1, -1, tape.Exp(tape.Relu(scaled))),
            _ => forecaster.Scaling.NonNegative?.Contains(Design.Targets[0]) == true ? tape.Relu(scaled) : scaled,
        };
    }

    /// <summary>The look-back of a window of series that were read.</summary>
    internal InspectedSequence Sequence(SeriesSet set, Window window)
    {
        Series series = set[window.Series];
        return Sequence(series, forecaster.DataOf(set), window, [.. Enumerable.Repeat(-1, series.Length)]);
    }

    private InspectedSequence Sequence(Series series, ForecastData features, Window window, int[] rows)
    {
        int first = window.Origin - window.Lookback;
        int[] seen = [.. Enumerable.Range(first, window.Lookback)];
        string span = Invariant.Of($"{series.LabelAt(first)} to {series.LabelAt(window.Origin - 1)}");
        return new InspectedSequence(
            series.Id is { } id ? $"{id}, {span}" : span, _network.ReaderInput(features, window), seen.Length)
        {
            StepNames = [.. seen.Select(series.LabelAt)],
            Rows = [.. seen.Select(r => rows[r])],
            Source = new WindowSource(features.Series[window.Series], window.Origin),
        };
    }

    private WindowBatch Batch(InspectedSequence sequence, int count)
    {
        var batch = new WindowBatch(Design);
        batch.Begin(count);
        for (int b = 0; b < count; b++)
        {
            batch.Set(b, SourceOf(sequence).Series, SourceOf(sequence).Origin);
        }

        return batch;
    }

    /// <summary>The position of a sequence in its series.</summary>
    private sealed record WindowSource(SeriesFeatures Series, int Origin);
}
