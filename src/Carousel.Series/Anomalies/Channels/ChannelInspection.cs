using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Layers;

namespace Carousel.Anomalies;

/// <summary>
/// A detector in channels, opened: sequences are windows that follow each other without overlap. A step reads the row
/// before the one that it forecasts.
/// </summary>
/// <param name="backend">Where the network was built.</param>
/// <param name="network">The network.</param>
/// <param name="read">Reads a file.</param>
internal sealed class ChannelInspection(Backend backend, ChannelNetwork network, Func<JobInput, ChannelData> read)
    : IInspectedModel
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

    private ChannelDesign Design => network.Design;

    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation)
    {
        ChannelData own = read(data);
        HoursPerStep = own.Stamps is { Count: > 1 } stamps ? (stamps[1] - stamps[0]).TotalHours : null;
        var rows = new ChannelRows(own, Design.Scales);
        return [
            .. Enumerable.Range(0, own.Count).Chunk(Design.Window)
                .Select(w => Sequence(own, rows, new RowRange(w[0], w[^1] + 1))),
        ];
    }

    private InspectedSequence Sequence(ChannelData data, ChannelRows rows, RowRange window)
    {
        var batch = new SequenceBatch(Design.InputSize);
        ChannelNetwork.Fill(batch, rows, [window]);
        int[] read = [.. Enumerable.Range(window.Start - 1, window.Length)];
        return new InspectedSequence(
            $"{data.LabelAt(window.Start)} to {data.LabelAt(window.End - 1)}", batch.Values.ToArray(), window.Length)
        {
            StepNames = [.. read.Select(r => r < 0 ? "beginning" : data.LabelAt(r))],
            Rows = data.Rows.Count == 0 ? [] : [.. read.Select(r => r < 0 ? -1 : data.Rows[r])],
        };
    }
}
