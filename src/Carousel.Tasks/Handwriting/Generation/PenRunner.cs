using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Streaming;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Handwriting.Drawings;

namespace Carousel.Tasks.Handwriting.Generation;

/// <summary>Runs a network over drawings, or draws with it.</summary>
/// <param name="backend">Where it computes.</param>
/// <param name="network">The network.</param>
/// <param name="design">Its design.</param>
internal sealed class PenRunner(Backend backend, Stack network, PenDesign design)
{
    private const int DrawingsTogether = 64;

    /// <summary>What drawings cost: nats of offsets and of lifts, summed over the points of each.</summary>
    public IReadOnlyList<(double Offset, double Lift)> Nats(IReadOnlyList<PenOffsets> drawings, CancellationToken cancellation)
    {
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        var batch = new PenBatch(design);
        var nats = new List<(double, double)>(drawings.Count);
        foreach (PenOffsets[] chunk in drawings.Chunk(DrawingsTogether))
        {
            cancellation.ThrowIfCancellationRequested();
            batch.Fill(chunk);
            tape.Begin(TapeMode.Inference);
            float[] rows = batch.Run(tape, network).Value.ToArray();
            for (int b = 0; b < chunk.Length; b++)
            {
                double offset = 0, lift = 0;
                for (int t = 0; t < chunk[b].Count; t++)
                {
                    (double ownOffset, double ownLift) = Nats(rows.AsSpan(batch.Packing.Row(b, t) * design.Outputs, design.Outputs), chunk[b], t);
                    (offset, lift) = (offset + ownOffset, lift + ownLift);
                }

                nats.Add((offset, lift));
            }
        }

        return nats;
    }

    /// <summary>What a point costs: nats of its offset, and of whether the pen is lifted behind it.</summary>
    /// <param name="row">What the network gives for it.</param>
    /// <param name="drawing">The drawing.</param>
    /// <param name="step">Which of its offsets.</param>
    public (double Offset, double Lift) Nats(ReadOnlySpan<float> row, PenOffsets drawing, int step)
    {
        var mixture = new OffsetMixture(row, design.Components, PenDesign.Floor);
        float[] own = drawing.Offsets;
        double right = own[(3 * step) + 2] > 0 ? mixture.Lift : 1 - mixture.Lift;
        return (mixture.Nats(own[3 * step], own[(3 * step) + 1]), -Math.Log(Math.Max(right, double.Epsilon)));
    }

    /// <summary>The mean loss of a point: what validation chooses by.</summary>
    /// <param name="tape">To be begun for inference.</param>
    /// <param name="drawings">The drawings.</param>
    /// <param name="cancellation">Stops it.</param>
    public double Loss(Tape tape, IReadOnlyList<PenOffsets> drawings, CancellationToken cancellation)
    {
        var batch = new PenBatch(design);
        double sum = 0;
        long count = 0;
        foreach (PenOffsets[] chunk in drawings.Chunk(DrawingsTogether))
        {
            cancellation.ThrowIfCancellationRequested();
            batch.Fill(chunk);
            tape.Begin(TapeMode.Inference);
            sum += batch.Packing.Rows * (double)batch.Loss(tape, batch.Run(tape, network)).Mean.Value.ToArray()[0];
            count += batch.Packing.Rows;
        }

        return sum / count;
    }

    /// <summary>Draws, from the first point at 0.</summary>
    /// <param name="label">The number of a class; −1 where there are none.</param>
    /// <param name="most">Points at most.</param>
    /// <param name="bias">How far it keeps to what is likeliest.</param>
    /// <param name="draws">Decides.</param>
    public IReadOnlyList<PenPoint> Draw(int label, int most, double bias, SimulationDraws draws)
    {
        using var session = new StreamingSession(backend, network);
        var input = new float[design.Inputs];
        var row = new float[design.Outputs];
        var points = new List<PenPoint> { new(0, 0, false) };
        (float X, float Y, bool Lifted) before = (0, 0, false);
        double x = 0, y = 0;
        while (points.Count < most)
        {
            PenDesign.WriteInput(before, label, input);
            session.Step(input, row);
            var mixture = new OffsetMixture(row, design.Components, PenDesign.Floor, bias);
            (float dx, float dy) = mixture.Draw(draws);
            before = (dx, dy, draws.Chance(mixture.Lift));
            (x, y) = (x + (design.Scale * dx), y + (design.Scale * dy));
            points.Add(new PenPoint((float)x, (float)y, before.Lifted));

            // The last value is the logit of the end where the pen is lifted; elsewhere a drawing does not end.
            if (before.Lifted && draws.Chance(1 / (1 + Math.Exp(-row[^1]))))
            {
                break;
            }
        }

        points[^1] = points[^1] with { IsLift = true };
        return points;
    }
}
