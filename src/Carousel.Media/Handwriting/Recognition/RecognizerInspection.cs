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
/// <param name="codes">Labels in numbers.</param>
internal sealed class RecognizerInspection(
    Backend backend, RecognizerNetwork network, RecognizerDesign design, SymbolCodes codes)
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
    public string LossName => "nats per drawing";

    /// <inheritdoc/>
    public string ScoreName => design.IsLine ? "" : "log odds of the class";

    /// <inheritdoc/>
    public IReadOnlyList<string> Answers => design.IsLine ? [] : design.Symbols;

    /// <inheritdoc/>
    public string BaselineName => "every feature at 0: a pen that rests in the middle";

    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation)
    {
        DrawingData own = DrawingReader.Read(data);
        return
        [
            .. own.WithRows().Select(d => new InspectedSequence(
                d.Drawing.Name, () => PenFeatures.Of(d.Drawing.Points, design.IsLine), d.Drawing.Points.Count)
            {
                Rows = d.Rows,
                Source = d.Drawing.Label.Length == 0 ? Array.Empty<int>() : codes.Encode(own.Name, d.Drawing).Symbols,
            }),
        ];
    }

    /// <summary>
    /// −ln p of the class, or of the line's symbols over all their places; none without a label.
    /// </summary>
    /// <inheritdoc/>
    public double[] Losses(InspectedSequence sequence, float[] hidden, float[] finalState)
    {
        int[] truth = (int[])sequence.Source!;
        if (truth.Length == 0)
        {
            return [];
        }

        var packing = new Packing([sequence.Steps]);
        float[] found = Inference.Run(backend, tape =>
        {
            Variable scores = network.Scores(
                tape, tape.Input(hidden, new Shape(sequence.Steps, Reader.OutputSize)), packing);
            return design.IsLine ? Ctc.Loss(tape, scores, new LabelSequences([truth]), packing) : scores;
        });
        return [design.IsLine ? found[0] : -Probabilities.LogSoftmax(found, truth[0])];
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
