using Carousel.Autograd;
using Carousel.Inspection.Probes;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Proteins;

/// <summary>
/// What a network loses where the direction that goes with the charge is taken out of its states after every step,
/// against directions that are drawn at right angles to it, along which the states vary as much as they can be found
/// to.
/// </summary>
internal static class AblatedLoss
{
    private const int Proteins = 48, Drawn = 6, Candidates = 300, Sampled = 400;

    /// <summary>The loss with the charge's direction out, and the mean loss with a drawn one out.</summary>
    /// <param name="backend">Where the network was built.</param>
    /// <param name="network">Of one recurrent layer.</param>
    /// <param name="task">What is asked.</param>
    /// <param name="proteins">Which it was not trained on.</param>
    /// <param name="probe">Of the same network.</param>
    /// <param name="seed">Of the directions.</param>
    /// <param name="cancellation">Stops it.</param>
    public static (double Charge, double Drawn) Of(
        CpuBackend backend, TaskNetwork network, ProteinTask task, IReadOnlyList<byte[]> proteins, PrefixProbe probe,
        ulong seed, CancellationToken cancellation)
    {
        byte[][] own = [.. proteins.Take(Proteins)];
        double[] charge = Direction(probe);
        double[][] drawn = Alike(probe, charge, new TrialRandom(seed, "textbook/directions", 0));
        return (Loss(charge), drawn.Average(Loss));

        double Loss(double[] direction)
        {
            var ablation = new StateAblation([direction], probe.Rows.Means);
            var batch = new TaskBatch(task);
            using var arena = new Arena(backend);
            var tape = new Tape(backend, arena);
            double sum = 0;
            int count = 0;
            foreach (byte[] protein in own)
            {
                cancellation.ThrowIfCancellationRequested();
                task.Fill([protein], batch);
                int steps = protein.Length - 1;
                (float[] hidden, _) = ablation.Run(backend, network.Core, batch.Inputs.Values, steps);
                tape.Begin(TapeMode.Inference);
                float[] outputs = network.Readout.Apply(tape, tape.Input(hidden, new Shape(steps, probe.Size)))
                    .Value.ToArray();
                for (int t = 0; t < steps; t++)
                {
                    sum += task.HasClasses
                        ? Surprise(outputs.AsSpan(t * task.OutputSize, task.OutputSize), (int)batch.Targets[t])
                        : (outputs[t] - batch.Targets[t]) * (outputs[t] - batch.Targets[t]);
                }

                count += steps;
            }

            return sum / count;
        }
    }

    // The covariance of the states with the charge.
    private static double[] Direction(PrefixProbe probe)
    {
        double mean = probe.Charge.Values.Average();
        var along = new double[probe.Size];
        for (int n = 0; n < probe.Charge.Count; n++)
        {
            for (int i = 0; i < along.Length; i++)
            {
                along[i] += (probe.Charge.Values[n] - mean)
                    * (probe.States[(n * along.Length) + i] - probe.Rows.Means[i]);
            }
        }

        return Unit(along);
    }

    /// <summary>
    /// Of 300 directions at right angles to another, each a blend of the difference of two states and of normal
    /// numbers, those along which the variance of the states is nearest to that along the other.
    /// </summary>
    internal static double[][] Alike(PrefixProbe probe, double[] like, TrialRandom random)
    {
        int H = probe.Size, rows = probe.Charge.Count;
        int[] sample = [.. Enumerable.Range(0, Sampled).Select(_ => random.Below(rows))];
        double wanted = Math.Log(Variance(like));
        return
        [
            .. Enumerable.Range(0, Candidates).Select(_ => Draw())
                .OrderBy(d => Math.Abs(Math.Log(Variance(d)) - wanted)).Take(Drawn),
        ];

        double[] Draw()
        {
            int a = random.Below(rows), b = random.Below(rows);
            double share = random.Uniform();
            double[] states = Unit([
                .. Enumerable.Range(0, H).Select(i => (double)probe.States[(a * H) + i] - probe.States[(b * H) + i]),
            ]);
            double[] normal = Unit([.. Enumerable.Range(0, H).Select(_ => (double)random.Gaussian())]);
            double[] blend = [.. states.Zip(normal, (s, n) => (share * s) + ((1 - share) * n))];
            double along = blend.Zip(like, (v, l) => v * l).Sum();
            return Unit([.. blend.Zip(like, (v, l) => v - (along * l))]);
        }

        double Variance(double[] direction) => sample.Average(n =>
        {
            double along = 0;
            for (int i = 0; i < H; i++)
            {
                along += direction[i] * (probe.States[(n * H) + i] - probe.Rows.Means[i]);
            }

            return along * along;
        });
    }

    private static double Surprise(ReadOnlySpan<float> logits, int target)
    {
        double most = logits[TaskEvaluation.Choose(logits)], sum = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp(logit - most);
        }

        return Math.Log(sum) - (logits[target] - most);
    }

    // Two draws of one row have no difference, and no direction.
    private static double[] Unit(double[] values)
    {
        double length = Math.Sqrt(values.Sum(v => v * v));
        return length > 0 ? [.. values.Select(v => v / length)] : values;
    }
}
