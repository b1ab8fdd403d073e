using Carousel.Autograd;
using Carousel.Jobs;

namespace Carousel.RemainingLife;

/// <summary>What networks say with the baseline inside.</summary>
internal static class LifeAnswers
{
    private static readonly ExampleBatches _answering = new(MostRows: 20_000, MostExamples: 128);

    /// <summary>Of each unit of a training what the networks say that did not see it.</summary>
    /// <returns>[L, 1 + Q] each, 1 for the scale of the target.</returns>
    public static float[][] OutOfFold(
        Tape tape, LifeNetwork network, LifeTrainingSet set, CancellationToken cancellation)
    {
        var outputs = new float[set.Units.Count][];
        for (int k = 0; k < network.Design.Folds; k++)
        {
            int[] units = [.. Enumerable.Range(0, set.Units.Count).Where(u => set.Folds.Of[u] == k)];
            LifeMember[] members = [.. network.Members.Where((_, m) => network.FoldOf(m) == k)];
            float[][] some = Mean(
                tape, network.Design, [.. units.Select(u => set.Units[u])],
                members.Select(m => (m, (Func<int, float[]>)(i => set.Told[units[i]][k]))), cancellation);
            for (int i = 0; i < units.Length; i++)
            {
                outputs[units[i]] = some[i];
            }
        }

        return outputs;
    }

    /// <summary>The mean of what some networks say.</summary>
    /// <param name="tape">Begun for inference.</param>
    /// <param name="design">Sizes.</param>
    /// <param name="units">The units.</param>
    /// <param name="members">The networks, each with what its baseline says of a unit.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>[L, 1 + Q] each.</returns>
    public static float[][] Mean(
        Tape tape, LifeDesign design, IReadOnlyList<LifeRecords> units,
        IEnumerable<(LifeMember Network, Func<int, float[]> Told)> members, CancellationToken cancellation)
    {
        var batch = new LifeBatch(design);
        double[][] sums = [.. units.Select(u => new double[u.Length * LifeDesign.Outputs])];
        int count = 0;
        int[] places = [.. Enumerable.Range(0, units.Count)];
        foreach ((LifeMember network, Func<int, float[]> told) in members)
        {
            count++;
            foreach (int[] some in _answering.Over(tape, places, u => units[u].Length, cancellation))
            {
                batch.Fill([.. some.Select(u => units[u])], [.. some.Select(told)]);
                float[] beyond = network.Forward(tape, batch.Sequences).Value.ToArray();
                for (int b = 0; b < some.Length; b++)
                {
                    double[] sum = sums[some[b]];
                    for (int i = 0; i < sum.Length; i++)
                    {
                        int at = (batch.Sequences.Packing.Row(b, i / LifeDesign.Outputs) * LifeDesign.Outputs)
                            + (i % LifeDesign.Outputs);
                        sum[i] += (double)beyond[at] + batch.Baseline[at];
                    }
                }
            }
        }

        return [.. sums.Select(s => s.Select(v => (float)(v / count)).ToArray())];
    }
}
