using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;

namespace Carousel.Handwriting;

/// <summary>Drawings side by side as a network reads them.</summary>
/// <param name="isLine">Whether a drawing is a line of symbols.</param>
internal sealed class DrawingBatch(bool isLine)
{
    /// <summary>How drawings are put together for answers.</summary>
    public static readonly ExampleBatches Answering = new(MostExamples: 64) { ByLength = false };

    private readonly SequenceBatch _inputs = new(PenFeatures.Count);

    /// <summary>How the rows lie.</summary>
    public Packing Packing => _inputs.Packing;

    /// <summary>Scores of each drawing.</summary>
    /// <param name="tape">Restarted for inference for each batch of drawings.</param>
    /// <param name="network">The network.</param>
    /// <param name="design">Its design.</param>
    /// <param name="drawings">The drawings.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Of each [steps, symbols + 1] for a line, [classes] else.</returns>
    public static float[][] Scores(
        Tape tape, RecognizerNetwork network, RecognizerDesign design, IReadOnlyList<Drawing> drawings,
        CancellationToken cancellation)
    {
        var batch = new DrawingBatch(design.IsLine);
        return Answering.Answer(tape, drawings, d => d.Points.Count, some =>
        {
            float[][] rows =
            [
                .. batch.Run(tape, network, [.. some.Select(d => d.Points)]).Value.ToArray().Chunk(design.Scores),
            ];
            return some.Select((drawing, b) => design.IsLine
                ? [.. Enumerable.Range(0, drawing.Points.Count).SelectMany(t => rows[batch.Packing.Row(b, t)])]
                : rows[b]);
        }, cancellation);
    }

    /// <summary>The scores.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="network">The network.</param>
    /// <param name="drawings">Points of each drawing.</param>
    public Variable Run(Tape tape, RecognizerNetwork network, IReadOnlyList<IReadOnlyList<PenPoint>> drawings)
    {
        _inputs.Begin([.. drawings.Select(d => d.Count)]);
        for (int b = 0; b < drawings.Count; b++)
        {
            _inputs.SetSequence(b, PenFeatures.Of(drawings[b], isLine));
        }

        return network.Forward(tape, tape.Input(_inputs), Packing);
    }
}
