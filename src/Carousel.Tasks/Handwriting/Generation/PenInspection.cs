using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Handwriting.Drawings;
using Carousel.Tasks.Inspecting;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Handwriting.Generation;

/// <summary>A model that draws, opened: a step is the point before the one that is foretold.</summary>
/// <param name="backend">Where the network was built.</param>
/// <param name="network">Recurrent layers, dropout, the map to the mixture.</param>
/// <param name="design">What it is made of.</param>
/// <param name="runner">Reads mixtures from its rows.</param>
internal sealed class PenInspection(Backend backend, Stack network, PenDesign design, PenRunner runner) : IInspectedModel
{
    private readonly Layer[] _layers = [.. network.NamedLayers.Select(l => l.Layer)];

    /// <inheritdoc/>
    public Backend Backend => backend;

    /// <inheritdoc/>
    public SequenceLayer Reader => (SequenceLayer)_layers[0];

    /// <inheritdoc/>
    public string StepName => "point";

    /// <inheritdoc/>
    public double? HoursPerStep => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> InputNames => ["dx before", "dy before", "pen was lifted", .. design.Classes.Select(c => $"class {c}")];

    /// <inheritdoc/>
    public string LossName => "nats a point";

    /// <inheritdoc/>
    public string ScoreName => "";

    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation)
    {
        DrawingData own = DrawingReader.Read(data);
        (Drawing Drawing, int[] Rows)[] drawings = [.. DrawingRows.Of(own).Where(d => d.Drawing.Points.Count > 1)];
        IReadOnlyList<PenOffsets> offsets = PenSet.Of(own.Name, [.. drawings.Select(d => d.Drawing)], design.Scale, design.Classes);
        return
        [
            .. drawings.Select((d, k) => new InspectedSequence(d.Drawing.Name, () => Inputs(offsets[k]), offsets[k].Count)
            {
                Rows = [.. d.Rows.SkipLast(1)],
                Source = offsets[k],
            }),
        ];
    }

    /// <summary>−ln p of each point but the first: of its offset and of whether the pen is lifted behind it.</summary>
    /// <inheritdoc/>
    public double[] Losses(InspectedSequence sequence, float[] hidden, float[] finalState)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        float[] rows = ((Dense)_layers[^1]).Apply(tape, tape.Input(hidden, new Shape(sequence.Steps, Reader.OutputSize)), new Packing([sequence.Steps])).Value.ToArray();
        var offsets = (PenOffsets)sequence.Source!;
        return
        [
            .. Enumerable.Range(0, sequence.Steps).Select(t =>
            {
                (double offset, double lift) = runner.Nats(rows.AsSpan(t * design.Outputs, design.Outputs), offsets, t);
                return offset + lift;
            }),
        ];
    }

    /// <inheritdoc/>
    public Variable Score(Tape tape, InspectedSequence sequence, Variable input, Packing packing, int answer) =>
        throw new NotSupportedException("A model that draws says something of every point, not one number of a drawing.");

    private float[] Inputs(PenOffsets offsets)
    {
        var inputs = new float[offsets.Count * design.Inputs];
        for (int t = 0; t < offsets.Count; t++)
        {
            PenDesign.WriteInput(offsets.Before(t), offsets.Class, inputs.AsSpan(t * design.Inputs, design.Inputs));
        }

        return inputs;
    }
}
