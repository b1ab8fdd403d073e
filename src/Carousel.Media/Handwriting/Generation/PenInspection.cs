using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Handwriting;

/// <summary>A model that draws, opened: a step is the point before the one that is foretold.</summary>
/// <param name="backend">Where the network was built.</param>
/// <param name="network">Recurrent layers, dropout, the map to the mixture.</param>
/// <param name="design">What it is made of.</param>
/// <param name="baseline">What is inside beside it, or null.</param>
internal sealed class PenInspection(Backend backend, Stack network, PenDesign design, PenBaseline? baseline)
    : IInspectedModel
{
    private readonly Dense _output = (Dense)network.Layers.Last();

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
    public IReadOnlyList<string> Notes =>
        baseline is null ? [] : ["Losses are those of the answer, not of the network."];

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
                Source = o,
            }),
        ];
    }

    /// <summary>−ln p of each point but the first: of its offset and of whether the pen is lifted behind
    /// it.</summary>
    /// <inheritdoc/>
    public double[] Losses(InspectedSequence sequence, float[] hidden, float[] finalState)
    {
        float[] rows = Inference.Run(backend, tape => _output.Apply(
            tape, tape.Input(hidden, new Shape(sequence.Steps, Reader.OutputSize)), new Packing([sequence.Steps])));
        return
        [
            .. rows.Chunk(design.Outputs).Zip(((PenOffsets)sequence.Source!).Moves, (row, move) =>
            {
                OffsetMixture own = design.Mixture(row);
                return (baseline?.Join(own, move.Before) ?? own).Nats(move).All;
            }),
        ];
    }
}
