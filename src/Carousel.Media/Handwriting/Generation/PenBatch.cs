using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Handwriting;

/// <summary>
/// Offsets of drawings side by side as a network reads them: at each step the offset before, and the present one as the
/// target.
/// </summary>
/// <param name="design">The network's design.</param>
internal sealed class PenBatch(PenDesign design)
{
    /// <summary>How drawings are put together for answers.</summary>
    public static readonly ExampleBatches Answering = new(MostExamples: 64) { ByLength = false };

    private static readonly Loss _mixture = Training.Loss.MixtureDensity(PenDesign.Floor),
        _end = Training.Loss.BinaryCrossEntropy();

    private readonly SequenceBatch _inputs = new(design.Inputs);
    private readonly SequenceBatch _targets = new(3);
    private readonly SequenceBatch _ends = new(1);
    private readonly SequenceBatch _lifts = new(1);

    /// <summary>How the rows lie.</summary>
    public Packing Packing => _inputs.Packing;

    /// <summary>Applies a function to each drawing and the network's output for its points.</summary>
    /// <param name="tape">Restarted for inference for each batch of drawings.</param>
    /// <param name="network">The network.</param>
    /// <param name="design">Its design.</param>
    /// <param name="drawings">The drawings.</param>
    /// <param name="answer">Of a drawing and the distribution of each of its offsets.</param>
    /// <param name="cancellation">Stops it.</param>
    public static T[] Each<T>(
        Tape tape, Stack network, PenDesign design, IReadOnlyList<PenOffsets> drawings,
        Func<PenOffsets, IEnumerable<OffsetMixture>, T> answer, CancellationToken cancellation)
    {
        var batch = new PenBatch(design);
        return Answering.Answer(tape, drawings, d => d.Count, some =>
        {
            float[] rows = batch.Run(tape, network, some).Value.ToArray();
            return some.Select((drawing, b) => answer(
                drawing, Enumerable.Range(0, drawing.Count).Select(t => design.Mixture(
                    rows.AsSpan(batch.Packing.Row(b, t) * design.Outputs, design.Outputs)))));
        }, cancellation);
    }

    /// <summary>The rows that the network gives for drawings.</summary>
    /// <returns>[N, K].</returns>
    public Variable Run(Tape tape, Stack network, IReadOnlyList<PenOffsets> drawings)
    {
        int[] lengths = [.. drawings.Select(d => d.Count)];
        foreach (SequenceBatch batch in (SequenceBatch[])[_inputs, _targets, _ends, _lifts])
        {
            batch.Begin(lengths);
        }

        for (int b = 0; b < lengths.Length; b++)
        {
            PenOffsets drawing = drawings[b];
            _inputs.SetSequence(b, design.Read(drawing));
            _targets.SetSequence(b, drawing.Offsets);
            _ends.SetSequence(b, [.. Enumerable.Repeat(0f, drawing.Count - 1), 1]);
            _lifts.SetSequence(b, [.. drawing.Moves.Select(m => m.Lift ? 1f : 0)]);
        }

        return network.Forward(
            tape, tape.Input(_inputs), Packing).Hidden;
    }

    /// <summary>
    /// The loss of a point: of its offset and lift, and, where the pen is lifted, of whether it is the last.
    /// </summary>
    public BatchLoss Loss(Tape tape, Stack network, IReadOnlyList<PenOffsets> drawings)
    {
        Variable rows = Run(tape, network, drawings);
        int N = Packing.Rows, end = design.Outputs - 1;
        Variable mixture = _mixture.Apply(
            tape, tape.SliceColumns(rows, 0, end), tape.Input(_targets.Values, new Shape(N, 3)).Value);
        Variable ends = _end.Apply(
            tape, tape.SliceColumns(rows, end, 1), tape.Input(_ends.Values, new Shape(N, 1)).Value,
            tape.Input(_lifts.Values, new Shape(N)).Value);
        return new BatchLoss(tape.Add(mixture, ends), N);
    }
}
