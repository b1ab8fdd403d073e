using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Measuring;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Handwriting;

/// <summary>A reader of drawings, opened: a drawing is a sequence, a step is a point of the pen.</summary>
/// <param name="backend">Where the network was built.</param>
/// <param name="network">The network.</param>
/// <param name="design">What it is made of.</param>
internal sealed class RecognizerInspection(Backend backend, RecognizerNetwork network, RecognizerDesign design)
    : IInspectedModel
{
    /// <inheritdoc/>
    public Backend Backend => backend;

    /// <inheritdoc/>
    public SequenceLayer Reader => network.Reader;

    /// <inheritdoc/>
    public string StepName => "point";

    /// <inheritdoc/>
    public IReadOnlyList<string> InputNames => PenFeatures.Names;

    /// <inheritdoc/>
    public string ScoreName => design.IsLine ? "" : "log odds of the class";

    /// <inheritdoc/>
    public IReadOnlyList<string> Answers => design.IsLine ? [] : design.Symbols;

    /// <inheritdoc/>
    public string BaselineName => "every feature at 0: a pen that rests in the middle";

    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation)
    {
        return
        [
            .. DrawingReader.Read(data).WithRows().Select(d => new InspectedSequence(
                d.Drawing.Name, () => PenFeatures.Of(d.Drawing.Points, design.IsLine), d.Drawing.Points.Count)
            {
                Rows = d.Rows,
            }),
        ];
    }

    /// <inheritdoc/>
    public int Answer(InspectedSequence sequence) =>
        design.IsLine ? 0 : Likeliest.Of(Inference.Run(backend, tape => network.Forward(
            tape, tape.Input(sequence.Input, new Shape(sequence.Steps, Reader.InputSize)),
            new Packing([sequence.Steps]))));

    /// <summary>ln p / (1 − p) of a class.</summary>
    /// <inheritdoc/>
    public Variable Score(Tape tape, InspectedSequence sequence, Variable input, Packing packing, int answer) =>
        design.IsLine
        ? throw new NotSupportedException(
            "A line reader gives an answer for every point, not one score for a drawing.")
        : InspectedScores.LogOdds(tape, network.Forward(tape, input, packing), answer);
}
