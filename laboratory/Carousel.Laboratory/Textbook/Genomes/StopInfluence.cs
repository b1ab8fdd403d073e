using Carousel.Autograd;
using Carousel.Genomes;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Genomes;

/// <summary>
/// How much the score of a start changes where its stop codon is mutated to one that codes, against as small a
/// mutation of a codon that codes just before it.
/// </summary>
internal static class StopInfluence
{
    private const byte Cytosine = 1;
    private const int Others = 4, Near = 20;

    /// <summary>The mean over windows of |change by the stop| less the mean |change by another codon|.</summary>
    /// <param name="backend">Where the network was built.</param>
    /// <param name="network">Reads one feature for each base, answers with two scores, the second for a start.</param>
    /// <param name="task">Whose windows are written.</param>
    /// <param name="windows">Bases, the first base of the start codon, and of its stop codon in the same frame.</param>
    /// <param name="random">Which other codons are mutated.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>In nats of log odds.</returns>
    public static double Of(
        CpuBackend backend, TaskNetwork network, SequenceTask task,
        IReadOnlyList<(byte[] Bases, int Start, int Stop)> windows, TrialRandom random, CancellationToken cancellation)
    {
        var batch = new TaskBatch(task);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        double sum = 0;
        int compared = 0;
        foreach ((byte[] bases, int start, int stop) in windows)
        {
            cancellation.ThrowIfCancellationRequested();
            int[] coding = Coding(bases, start, stop);
            if (coding.Length == 0)
            {
                continue;
            }

            compared++;
            batch.Begin(bases.Length, Others + 2);
            for (int k = 0; k < Others + 2; k++)
            {
                int at = k < 2 ? stop : coding[random.Below(coding.Length)];
                byte own = bases[at];
                bases[at] = k == 0 ? own : Cytosine;
                StartWindowTask.Write(batch, k, bases);
                bases[at] = own;
                batch.AddTarget(k, start, 0);
            }

            float[] outputs = TaskEvaluation.Predict(tape, network, batch);
            double Odds(int row) => outputs[(2 * row) + 1] - outputs[2 * row];
            sum += Math.Abs(Odds(1) - Odds(0))
                - Enumerable.Range(2, Others).Average(k => Math.Abs(Odds(k) - Odds(0)));
        }

        return sum / compared;
    }

    // The first bases of the codons just before the stop that C in their place changes; CNN is never a stop codon.
    private static int[] Coding(byte[] bases, int start, int stop) =>
    [
        .. Enumerable.Range(1, Math.Min(Near, ((stop - start) / Codons.Length) - 1))
            .Select(k => stop - (k * Codons.Length)).Where(at => bases[at] != Cytosine),
    ];
}
