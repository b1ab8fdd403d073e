using Carousel.Autograd;
using Carousel.Genomes;
using Carousel.Laboratory.Textbook.Genomes;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// What a far stop codon does to the score of its start: in a bidirectional LSTM trained on starts of a simulated
/// genome, in a convolution that can't see it, and in an LSTM whose task depends only on it.
/// </summary>
internal sealed class FarStopTrial : StatementTrial
{
    private const int Units = 16, Length = 1_200, Windows = 800, Batch = 8, Simulated = 1_500_000, Asked = 24;
    private const int Before = 40, Behind = 60, PlantedWindows = 19_200;

    // Bases from the start codon to the stop codon, the least and the most.
    private static readonly (string Name, int Least, int Most)[] _distances =
        [("100", 100, 150), ("300", 270, 330), ("1000", 1_000, 1_500)];

    /// <inheritdoc/>
    public override int Number => 27;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        Genome genome = SimulatedGenomes.Bacteria(Simulated, seed);
        (GenomeRegion training, _, GenomeRegion test) = GenomeRegion.Divide(genome);
        var task = new FarStopTask(training, Length);
        var effects = new Dictionary<string, double>();
        TaskNetwork recurrent = GenomeTraining.Fit(
            backend, TwoWays(null), task, Windows, Batch, 0.01, seed, cancellation);
        progress(0.5);
        foreach ((string name, int least, int most) in _distances)
        {
            effects[$"stop_{name}"] = Influence(recurrent, task, Genes(test, least, most));
        }

        TaskNetwork convolution = GenomeTraining.Fit(
            backend, new SequenceConvolution(Bases.Count, Units, 31, activation: ElementwiseFunction.Relu), task,
            Windows / 8, Batch, 0.01, seed, cancellation);
        effects["convolution_100"] = Influence(convolution, task, Genes(test, 100, 150));
        progress(0.7);
        var planted = new PlantedStopTask();
        TaskNetwork decided = GenomeTraining.Fit(
            backend, TwoWays(new ChronoBias(PlantedStopTask.Length)), planted, PlantedWindows, 32, 0.01, seed,
            cancellation);
        var random = new TrialRandom(seed, "textbook/planted stops", 0);
        effects["planted"] = Influence(
            decided, planted,
            [
                .. Enumerable.Range(0, Asked).Select(_ => PlantedStopTask.Window(random, hasStop: true))
                    .Select(w => (w.Bases, 0, w.Stop)),
            ]);
        return effects;

        double Influence(
            TaskNetwork network, SequenceTask of, IReadOnlyList<(byte[] Bases, int Start, int Stop)> windows) =>
            StopInfluence.Of(
                backend, network, of, windows, new TrialRandom(seed, "textbook/other codons", 0), cancellation);
    }

    private static Bidirectional TwoWays(ChronoBias? bias) => new(
        new Lstm(Bases.Count, Units, biasInitializer: bias),
        new Lstm(Bases.Count, Units, reverse: true, biasInitializer: bias));

    /// <summary>Windows of the first genes of a part whose stop codons are so far from their starts.</summary>
    private static IReadOnlyList<(byte[] Bases, int Start, int Stop)> Genes(GenomeRegion region, int least, int most) =>
    [
        .. region.Genes(Before + Behind)
            .Where(g => g.Gene.Length - Codons.Length >= least && g.Gene.Length - Codons.Length <= most).Take(Asked)
            .Select(g => (
                g.Strand.Bases.AsSpan(g.Gene.Start - Before, g.Gene.Length + Before + Behind).ToArray(), Before,
                Before + g.Gene.Length - Codons.Length)),
    ];
}
