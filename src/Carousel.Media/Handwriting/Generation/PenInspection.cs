using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Layers;

namespace Carousel.Handwriting;

/// <summary>A model that draws, opened: a step is the point before the one that is foretold.</summary>
/// <param name="backend">Where the network was built.</param>
/// <param name="network">Recurrent layers, dropout, the map to the mixture.</param>
/// <param name="design">What it is made of.</param>
internal sealed class PenInspection(Backend backend, Stack network, PenDesign design) : IInspectedModel
{
    /// <inheritdoc/>
    public Backend Backend => backend;

    /// <inheritdoc/>
    public SequenceLayer Reader { get; } = (SequenceLayer)network.Layers.First();

    /// <inheritdoc/>
    public string StepName => "point";

    /// <inheritdoc/>
    public IReadOnlyList<string> InputNames =>
        ["dx before", "dy before", "pen was lifted", .. design.Classes.Select(c => $"class {c}")];

    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation)
    {
        DrawingData own = DrawingReader.Read(data);
        (Drawing Drawing, int[] Rows)[] drawings = [.. own.WithRows().Where(d => d.Drawing.Points.Count > 1)];
        IReadOnlyList<PenOffsets> offsets = design.Offsets(own.Name, [.. drawings.Select(d => d.Drawing)]);
        return
        [
            .. drawings.Zip(offsets, (d, o) => new InspectedSequence(d.Drawing.Name, () => design.Read(o), o.Count)
            {
                Rows = [.. d.Rows.SkipLast(1)],
            }),
        ];
    }
}
