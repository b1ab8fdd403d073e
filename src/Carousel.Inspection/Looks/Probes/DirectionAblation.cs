using Carousel.Autograd;
using Carousel.Data;
using Carousel.Inspection.Probes;
using Carousel.Jobs;
using Carousel.Jobs.Statistics;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Inspection.Looks;

/// <summary>
/// Takes what goes linearly with a property out of the highest layer's states, and what goes with the property of other
/// sequences or parts, and measures the model's loss.
/// </summary>
/// <remarks>
/// Exchanged tracks of the property change as slowly as the property. Random directions would not be a valid null:
/// anything slow goes with the slow directions of a state, which matter most.
/// </remarks>
internal static class DirectionAblation
{
    // A step at a time is slow: each ablation runs at most this many steps.
    private const int MostSteps = 10_000;
    private const int Draws = 19;
    private const int Blocks = 40;

    /// <summary>Measures; null where the model has no loss to measure.</summary>
    /// <param name="model">The model.</param>
    /// <param name="all">Its sequences.</param>
    /// <param name="seed">The seed of the look.</param>
    /// <param name="rows">The probed states of the highest layer.</param>
    /// <param name="target">The property of each row.</param>
    /// <param name="exchange">Exchanges its tracks.</param>
    /// <param name="progress">Told the share that is done.</param>
    public static DirectionLoss? Of(
        IInspectedModel model, IReadOnlyList<InspectedSequence> all, ulong seed, ProbeRows rows, ProbeTarget target,
        TrackExchange exchange,
        LookProgress progress)
    {
        InspectedSequence[] sequences = Chosen(all);
        (double[] sums, double[] counts) whole = Losses(model, sequences, null, progress);
        if (whole.counts.Sum() == 0 || rows.Deviations.All(d => d == 0))
        {
            return null;
        }

        var own = StateAblation.OfProperty(rows, target);
        (double[] sums, double[] counts) without = Losses(model, sequences, own, progress);
        progress.Report(2.0 / (Draws + 2));
        double[] rises = new double[Draws];
        for (int draw = 0; draw < Draws; draw++)
        {
            var exchanged = StateAblation.OfProperty(rows, target.Reordered(exchange.Order(draw)));
            rises[draw] = Mean(Losses(model, sequences, exchanged, progress)) - Mean(whole);
            progress.Report((draw + 3.0) / (Draws + 2));
        }

        double rise = Mean(without) - Mean(whole);
        double[] more = [.. without.sums.Zip(whole.sums, (a, b) => a - b)];
        return new DirectionLoss(
            model.LossName, Mean(whole), rise, Bootstrap.OfMean(more, whole.counts, seed), rises.Average(), Draws,
            Permutation.PValue(rise, rises), own.Directions,
            sequences.Sum(s => s.Steps), StateAblation.IsRecurrent(model.Reader));
    }

    // Whole sequences, evenly spread; a text that is one long sequence is cut, which only a model that needs no more
    // than the input allows.
    private static InspectedSequence[] Chosen(IReadOnlyList<InspectedSequence> all)
    {
        double mean = all.Average(s => s.Steps);
        int count = (int)Math.Clamp(MostSteps / mean, 1, all.Count);
        return
        [
            .. EvenlySpread.Of(all, count).Select(s => s.Steps <= MostSteps || s.Source is not null ? s
                : new InspectedSequence(
                    s.Name, s.Input[..(MostSteps * (s.Input.Length / s.Steps))],
                    MostSteps) { StepNames = [.. s.StepNames.Take(MostSteps)], Rows = [.. s.Rows.Take(MostSteps)] }),
        ];
    }

    private static double Mean((double[] Sums, double[] Counts) losses) => losses.Sums.Sum() / losses.Counts.Sum();

    // Sums and counts by sequence, or by block where there are few.
    private static (double[] Sums, double[] Counts) Losses(
        IInspectedModel model, InspectedSequence[] sequences, StateAblation? ablation, LookProgress progress)
    {
        int blocks = Math.Max(1, Blocks / sequences.Length);
        double[] sums = new double[sequences.Length * blocks], counts = new double[sums.Length];
        for (int s = 0; s < sequences.Length; s++)
        {
            progress.Cancellation.ThrowIfCancellationRequested();
            InspectedSequence sequence = sequences[s];
            (float[] hidden, float[] final) = States(model, sequence, ablation);
            double[] losses = model.Losses(sequence, hidden, final);
            for (int k = 0; k < losses.Length; k++)
            {
                int block = (s * blocks) + (int)((long)k * blocks / losses.Length);
                (sums[block], counts[block]) = (sums[block] + losses[k], counts[block] + 1);
            }
        }

        int[] filled = [.. Enumerable.Range(0, sums.Length).Where(b => counts[b] > 0)];
        return ([.. filled.Select(b => sums[b])], [.. filled.Select(b => counts[b])]);
    }

    private static (float[] Hidden, float[] Final) States(
        IInspectedModel model, InspectedSequence sequence, StateAblation? ablation)
    {
        if (ablation is not null && StateAblation.IsRecurrent(model.Reader))
        {
            return ablation.Run(model.Backend, model.Reader, sequence.Input, sequence.Steps, sequence.Start.Span);
        }

        (float[] hidden, float[] final) = Inference.Run(model.Backend, tape =>
        {
            Variable start = sequence.Start.IsEmpty
                ? default
                : tape.Input(sequence.Start.Span, new Shape(1, sequence.Start.Length));
            SequenceOutput output = model.Reader.Forward(
                tape, tape.Input(sequence.Input, new Shape(sequence.Steps, model.Reader.InputSize)),
                new Packing([sequence.Steps]), start);
            return (output.Hidden.Value.ToArray(), output.FinalState.IsNone ? [] : output.FinalState.Value.ToArray());
        });
        int H = model.Reader.OutputSize;
        for (int t = 0; ablation is not null && t < sequence.Steps; t++)
        {
            ablation.Apply(hidden.AsSpan(t * H, H));
        }

        return (hidden, final);
    }
}
