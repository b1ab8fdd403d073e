using Carousel.Autograd;
using Carousel.Genomes;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Genomes;

/// <summary>
/// What a network that tells starts makes of words written into windows: the score with a word, less that with its
/// letters in another order, so that composition explains nothing.
/// </summary>
internal static class WrittenWords
{
    private const int Windows = 400;

    // Words with four letters of AGGAGG in their order are bound, too.
    private static readonly string[] _cores = ["AGGA", "GGAG", "GAGG"];

    /// <summary>How much AGGAGG, written five to nine bases before other ATG, GTG and TTG, raises the score.</summary>
    /// <returns>The mean difference of log odds, in nats.</returns>
    public static double BindingGain(CpuBackend backend, TaskNetwork network, StartWindowTask task, ulong seed) =>
        Gain(
            backend, network, task, new TrialRandom(seed, $"{task.Name}/binding", 0), "AGGAGG",
            random => task.OtherWindow(random, isCodon: true),
            random => StartWindowTask.Before - 6 - random.Between(5, 9));

    /// <summary>How much ATG at true starts raises the score.</summary>
    /// <returns>The mean difference of log odds, in nats.</returns>
    public static double CodonGain(CpuBackend backend, TaskNetwork network, StartWindowTask task, ulong seed) =>
        Gain(
            backend, network, task, new TrialRandom(seed, $"{task.Name}/codon", 0), "ATG", task.TrueWindow,
            _ => StartWindowTask.Before);

    private static double Gain(
        CpuBackend backend, TaskNetwork network, StartWindowTask task, TrialRandom random, string word,
        Func<TrialRandom, byte[]> window, Func<TrialRandom, int> place)
    {
        byte[] letters = Bases.Of(word);
        var batch = new TaskBatch(task);
        batch.Begin(StartWindowTask.Length, 2 * Windows);
        for (int k = 0; k < Windows; k++)
        {
            byte[] bases = window(random);
            int at = place(random);
            letters.CopyTo(bases, at);
            Ask(2 * k, bases);
            Shuffled(letters, random).CopyTo(bases, at);
            Ask((2 * k) + 1, bases);
        }

        using var arena = new Arena(backend);
        float[] outputs = TaskEvaluation.Predict(new Tape(backend, arena), network, batch);
        return Enumerable.Range(0, Windows).Average(k => Odds(2 * k) - Odds((2 * k) + 1));

        double Odds(int row) => outputs[(2 * row) + 1] - outputs[2 * row];

        void Ask(int sequence, byte[] bases)
        {
            StartWindowTask.Write(batch, sequence, bases);
            batch.AddTarget(sequence, StartWindowTask.Before, 0);
        }
    }

    /// <summary>The letters in an order that differs, and has no four letters of a binding site.</summary>
    internal static byte[] Shuffled(byte[] letters, TrialRandom random)
    {
        byte[] other = [.. letters];
        while (other.AsSpan().SequenceEqual(letters)
            || _cores.Any(core => Bases.Text(other).Contains(core, StringComparison.Ordinal)))
        {
            random.Shuffle(other.AsSpan());
        }

        return other;
    }
}
