using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Genomes.Labeling;

/// <summary>
/// From bases to scores of the classes of every base: a convolution over bases, three bases folded into a step, layers
/// over steps, and a map to the scores of the three.
/// </summary>
internal sealed class NucleotideNetwork : Layer
{
    private const int DilatedWidth = 5;
    private static readonly int[] _dilations = [1, 2, 4, 8, 16, 32];

    private readonly SequenceConvolution? _filters;
    private readonly Dense _scores;
    private readonly Dropout? _dropout;

    public NucleotideNetwork(NucleotideDesign design)
    {
        Design = design;
        if (design.Convolves)
        {
            _filters = AddLayer(
                "filters",
                new SequenceConvolution(
                    Bases.Count, design.Filters, design.Width, activation: ElementwiseFunction.Relu));
        }

        Reader = AddLayer(
            "reader",
            design.Layers == GenomeLayers.Convolution ? Dilated(design) : CellStack.Make(design.Cell, design.StepSize));
        if (design.Cell.Dropout > 0)
        {
            _dropout = AddLayer("dropout", new Dropout(Reader.OutputSize, (float)design.Cell.Dropout));
        }

        _scores = AddLayer("scores", new Dense(Reader.OutputSize, NucleotideDesign.Fold * design.Classes));
    }

    public NucleotideDesign Design { get; }

    /// <summary>The layers over steps of three bases.</summary>
    public SequenceLayer Reader { get; }

    /// <summary>What the layers over steps read.</summary>
    /// <returns>[N / 3, 3·K] in the rows of the steps.</returns>
    public Variable Steps(Tape tape, WindowBatch batch)
    {
        Variable x = tape.Input(batch.Input, new Shape(batch.Bases.Rows, Bases.Count));
        x = _filters?.Forward(tape, x, batch.Bases).Hidden ?? x;
        x = Design.ReadsFrames
            ? tape.Concatenate(x, tape.Input(batch.Frames, new Shape(batch.Bases.Rows, OpenFrames.Count)))
            : x;
        return tape.Reshape(GatherOp.Apply(tape, x, batch.Folded), new Shape(batch.Steps.Rows, Design.StepSize));
    }

    /// <summary>From states to scores.</summary>
    /// <returns>[N, C], the three bases of a step one after the other.</returns>
    public Variable Scores(Tape tape, Variable hidden, Packing steps)
    {
        hidden = _dropout?.Apply(tape, hidden, steps) ?? hidden;
        return tape.Reshape(
            _scores.Apply(tape, hidden, steps), new Shape(steps.Rows * NucleotideDesign.Fold, Design.Classes));
    }

    /// <summary>Scores of every base of some windows.</summary>
    /// <returns>[N, C] in the order of <see cref="WindowBatch.Folded"/>.</returns>
    public Variable Scores(Tape tape, WindowBatch batch) =>
        Scores(tape, Reader.Forward(tape, Steps(tape, batch), batch.Steps).Hidden, batch.Steps);

    /// <summary>Scores of every base of some windows, those of each head for themselves.</summary>
    /// <returns>[heads], [N, C] each in the order of <see cref="WindowBatch.Folded"/>.</returns>
    public IReadOnlyList<Variable> HeadScores(Tape tape, WindowBatch batch)
    {
        Variable scores = Scores(tape, batch);
        var heads = new List<Variable>();
        int first = 0;
        foreach (int classes in Design.Heads.Select(head => head.Classes.Count))
        {
            heads.Add(tape.SliceColumns(scores, first, classes));
            first += classes;
        }

        return heads;
    }

    /// <summary>What the layers over steps read of a sequence.</summary>
    /// <param name="backend">Where the network was built.</param>
    /// <param name="bases">[T], a multiple of three.</param>
    /// <returns>[T / 3, 3·K].</returns>
    public float[] StepsOf(Backend backend, byte[] bases) => Inference.Run(backend, tape =>
    {
        var batch = new WindowBatch();
        batch.Fill([Design.Unlabeled(bases)]);
        return Steps(tape, batch);
    });

    /// <summary>Draws the network.</summary>
    /// <param name="graph">The drawing.</param>
    /// <param name="bases">[time, batch, 4]; the steps are a multiple of three.</param>
    /// <param name="frames">[time, batch, 6]; null where they are not read.</param>
    /// <returns>[time, batch, C]: scores of all heads.</returns>
    public GraphValue Draw(INetworkGraph graph, GraphValue bases, GraphValue? frames)
    {
        GraphValue x = _filters is null ? bases : graph.Run(_filters, bases).Output;
        GraphValue steps = graph.Fold(
            frames is null ? x : graph.Concatenate(x, frames), NucleotideDesign.Fold, new GraphAxis("codons"));
        return graph.Unfold(
            graph.Apply(_scores, graph.Run(Reader, steps).Output), NucleotideDesign.Fold, GraphAxis.Time);
    }

    private static Stack Dilated(NucleotideDesign design) => new(
        [.. _dilations.Select((dilation, l) => new SequenceConvolution(
            l == 0 ? design.StepSize : design.Cell.OutputSize, design.Cell.OutputSize, DilatedWidth, dilation,
            activation: ElementwiseFunction.Relu))]);
}
