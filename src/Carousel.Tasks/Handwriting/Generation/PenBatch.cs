using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Training;
using Carousel.Training.Losses;

namespace Carousel.Tasks.Handwriting.Generation;

/// <summary>Offsets of drawings side by side as a network reads them: at each step the offset before, and what comes now as the target.</summary>
/// <param name="design">The network's design.</param>
internal sealed class PenBatch(PenDesign design)
{
    private readonly SequenceBatch _inputs = new(design.Inputs);
    private readonly SequenceBatch _targets = new(3);
    private readonly SequenceBatch _ends = new(1);
    private readonly SequenceBatch _lifts = new(1);
    private readonly Loss _mixture = Training.Losses.Loss.MixtureDensity(PenDesign.Floor);
    private readonly Loss _end = Training.Losses.Loss.BinaryCrossEntropy();

    /// <summary>How the rows lie.</summary>
    public Packing Packing => _inputs.Packing;

    /// <summary>Fills the batch.</summary>
    public void Fill(IReadOnlyList<PenOffsets> drawings)
    {
        int[] lengths = [.. drawings.Select(d => d.Count)];
        _inputs.Begin(lengths);
        _targets.Begin(lengths);
        _ends.Begin(lengths);
        _lifts.Begin(lengths);
        for (int b = 0; b < lengths.Length; b++)
        {
            _targets.SetSequence(b, drawings[b].Offsets);
            for (int t = 0; t < lengths[b]; t++)
            {
                PenDesign.WriteInput(drawings[b].Before(t), drawings[b].Class, _inputs.Step(b, t));
                _ends.Step(b, t)[0] = t == lengths[b] - 1 ? 1 : 0;
                _lifts.Step(b, t)[0] = drawings[b].Offsets[(3 * t) + 2];
            }
        }
    }

    /// <summary>The rows that the network gives.</summary>
    /// <returns>[N, K].</returns>
    public Variable Run(Tape tape, Stack network) =>
        network.Forward(tape, tape.Input(_inputs.Values, new Shape(Packing.Rows, design.Inputs)), Packing).Hidden;

    /// <summary>The loss of a point: of its offset and lift, and, where the pen is lifted, of whether it is the last.</summary>
    public BatchLoss Loss(Tape tape, Variable rows)
    {
        int N = Packing.Rows;
        Variable mixture = _mixture.Apply(tape, tape.SliceColumns(rows, 0, design.Outputs - 1), tape.Input(_targets.Values, new Shape(N, 3)).Value);
        Variable end = _end.Apply(
            tape, tape.SliceColumns(rows, design.Outputs - 1, 1), tape.Input(_ends.Values, new Shape(N, 1)).Value, tape.Input(_lifts.Values, new Shape(N)).Value);
        return new BatchLoss(tape.Add(mixture, end), N);
    }
}
