using Carousel.Autograd;
using Carousel.Inspection.Traces;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Networks;

namespace Carousel.Laboratory.Textbook.Genomes;

/// <summary>Forget gates of closed bins by those of open bins.</summary>
/// <param name="Mean">The mean gate of all units in closed bins by that in open ones.</param>
/// <param name="Lowest">The same of the one unit for which it is lowest.</param>
/// <param name="Shuffled">The mean with the closed bins of another track as a control: 1 without an effect.</param>
internal sealed record ClosedGates(double Mean, double Lowest, double Shuffled)
{
    private const int Tracks = 40;

    /// <summary>Compares the gates of a network's first recurrent layer over 40 fresh tracks.</summary>
    /// <param name="backend">Where the network was built.</param>
    /// <param name="network">With an LSTM.</param>
    /// <param name="task">Whose tracks it reads.</param>
    /// <param name="seed">Of the tracks.</param>
    public static ClosedGates Of(CpuBackend backend, TaskNetwork network, ChromatinTask task, ulong seed)
    {
        var random = new TrialRandom(seed, $"{task.Name}/gates", 0);
        var batch = new TaskBatch(task);
        int units = network.Core.OutputSize;
        double[] open = new double[units], closed = new double[units], likeOpen = new double[units],
            likeClosed = new double[units];
        int closedBins = 0, likeClosedBins = 0;
        for (int k = 0; k < Tracks; k++)
        {
            bool[] own = ChromatinTask.Closed(random), other = ChromatinTask.Closed(random);
            batch.Begin(own.Length, 1);
            task.Fill(random, own, batch, 0);
            float[] gates = NetworkTrace.Of(
                backend, network.Core, batch.Inputs.Values.ToArray(), [TraceQuantity.ForgetGate])[0]
                [TraceQuantity.ForgetGate];
            for (int t = 0; t < own.Length; t++)
            {
                ReadOnlySpan<float> step = gates.AsSpan(t * units, units);
                Add(step, own[t] ? closed : open);
                Add(step, other[t] ? likeClosed : likeOpen);
            }

            closedBins += own.Count(c => c);
            likeClosedBins += other.Count(c => c);
        }

        double openBins = (Tracks * ChromatinTask.Length) - closedBins,
            likeOpenBins = (Tracks * ChromatinTask.Length) - likeClosedBins;
        return new ClosedGates(
            closed.Sum() / closedBins / (open.Sum() / openBins),
            closed.Zip(open, (c, o) => c / closedBins / (o / openBins)).Min(),
            likeClosed.Sum() / likeClosedBins / (likeOpen.Sum() / likeOpenBins));
    }

    private static void Add(ReadOnlySpan<float> step, double[] sums)
    {
        for (int u = 0; u < sums.Length; u++)
        {
            sums[u] += step[u];
        }
    }
}
