using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Kernels.Losses;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Inspecting;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Anomalies.Channels;

/// <summary>A detector in channels, opened: sequences are windows that follow each other without overlap. A step of a forecaster reads the row before the one that it forecasts; of a reconstruction it reads its own.</summary>
/// <param name="backend">Where the network was built.</param>
/// <param name="network">The network.</param>
/// <param name="read">Reads a file.</param>
internal sealed class ChannelInspection(Backend backend, ChannelNetwork network, Func<JobInput, ChannelData> read) : IInspectedModel
{
    /// <inheritdoc/>
    public Backend Backend => backend;

    /// <inheritdoc/>
    public SequenceLayer Reader => network.Reader;

    /// <inheritdoc/>
    public string StepName => "row";

    /// <summary>Known once data were read.</summary>
    /// <inheritdoc/>
    public double? HoursPerStep { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<string> InputNames => [.. Design.Channels, .. CalendarPhase.Names];

    /// <inheritdoc/>
    public string LossName => IsForecast ? "nats a row" : "deviations a row";

    /// <inheritdoc/>
    public string ScoreName => "";

    private ChannelDesign Design => network.Design;

    private bool IsForecast => Design.Score == ChannelScoreKind.Forecast;

    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation)
    {
        ChannelData own = read(data);
        HoursPerStep = own.Stamps is { Count: > 1 } stamps ? (stamps[1] - stamps[0]).TotalHours : null;
        var rows = new ChannelRows(own, Design.Scales);
        return [.. Enumerable.Range(0, (own.Count + Design.Window - 1) / Design.Window).Select(w => Sequence(own, rows, w * Design.Window))];
    }

    /// <summary>The surprise of each row, or the error of its reconstruction, a mean over the channels that are there.</summary>
    /// <inheritdoc/>
    public double[] Losses(InspectedSequence sequence, float[] hidden, float[] finalState)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        var place = (WindowPlace)sequence.Source!;
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        var packing = new Packing([sequence.Steps]);
        Variable input = tape.Input(sequence.Input, new Shape(sequence.Steps, Reader.InputSize));
        Variable rows = tape.Input(hidden, new Shape(sequence.Steps, Reader.OutputSize));
        float[] outputs = network.OutputsOf(tape, rows, input, packing).Value.ToArray();
        return [.. Enumerable.Range(0, sequence.Steps).Select(t => Loss(place.Rows.Truth(place.First + t), outputs, t)).Where(double.IsFinite)];
    }

    /// <inheritdoc/>
    public Variable Score(Tape tape, InspectedSequence sequence, Variable input, Packing packing, int answer) =>
        throw new NotSupportedException("A detector says something of every row, not one number of a window.");

    private double Loss(ReadOnlySpan<float> truth, float[] outputs, int step)
    {
        double sum = 0;
        int known = 0;
        for (int c = 0; c < truth.Length; c++)
        {
            if (float.IsFinite(truth[c]))
            {
                ReadOnlySpan<float> own = outputs.AsSpan(((step * truth.Length) + c) * network.OutputsPerChannel, network.OutputsPerChannel);
                sum += IsForecast ? new ChannelForecast(truth[c], own[0], Likelihood.Positive(own[1]), Likelihood.Freedom(own[2])).Surprise : Math.Abs(truth[c] - own[0]);
                known++;
            }
        }

        return known == 0 ? double.NaN : sum / known;
    }

    private InspectedSequence Sequence(ChannelData data, ChannelRows rows, int first)
    {
        int length = Math.Min(Design.Window, data.Count - first);
        var batch = new SequenceBatch(Design.InputSize);
        batch.Begin([length]);
        network.Set(batch, 0, rows, first, length);
        int[] readRows = [.. Enumerable.Range(first, length).Select(r => IsForecast ? r - 1 : r)];
        return new InspectedSequence($"{data.LabelAt(first)} to {data.LabelAt(first + length - 1)}", batch.Values.ToArray(), length)
        {
            StepNames = [.. readRows.Select(r => r < 0 ? "beginning" : data.LabelAt(r))],
            Rows = data.Rows.Count == 0 ? [] : [.. readRows.Select(r => r < 0 ? -1 : data.Rows[r])],
            Source = new WindowPlace(rows, first),
        };
    }

    private sealed record WindowPlace(ChannelRows Rows, int First);
}
