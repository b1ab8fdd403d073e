using Carousel.Autograd;
using Carousel.Genomes;
using Carousel.Laboratory.Textbook.Genomes;
using Carousel.Laboratory.Training;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// Starts of genes told from other places by convolutions, by a bidirectional LSTM and by both, of equal parameters, in
/// a simulated genome and in that of Escherichia coli.
/// </summary>
internal sealed class ConvolutionLstmTrial(Genome? real = null) : StatementTrial
{
    private const int Windows = 9_600, Batch = 32, Simulated = 1_200_000, Chosen = 1_000, Tested = 4_000, Width = 9;

    private static readonly double[] _rates = [0.01, 0.03];

    /// <inheritdoc/>
    public override int Number => 26;

    /// <inheritdoc/>
    public override IReadOnlyList<StatementFile> Files => ColiGenome.Files;

    /// <inheritdoc/>
    public override StatementTrial Reading(string folder) => new ConvolutionLstmTrial(ColiGenome.Read(folder));

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        double simulated = LogRatio("simulated", SimulatedGenomes.Bacteria(Simulated, seed));
        progress(0.5);
        return new Dictionary<string, double>
        {
            ["simulated_both_over_better_log2"] = simulated,
            ["coli_both_over_better_log2"] = LogRatio("coli", real!),
        };

        double LogRatio(string name, Genome genome)
        {
            (GenomeRegion training, GenomeRegion validation, GenomeRegion test) = GenomeRegion.Divide(genome);
            return Math.Log2(Error(Both) / Math.Min(Error(Convolutions), Error(Recurrent)));

            // The share of wrong windows, by the network of the rate that has fewer on the part for choosing.
            double Error(Func<SequenceLayer> core)
            {
                TaskNetwork best = _rates
                    .Select(rate => GenomeTraining.Fit(
                        backend, core(), new StartWindowTask(name, training), Windows, Batch, rate, seed,
                        cancellation))
                    .MinBy(network => Wrong(network, "validation", validation, Chosen))!;
                return Wrong(best, "test", test, Tested);
            }

            double Wrong(TaskNetwork network, string purpose, GenomeRegion region, int windows)
            {
                var task = new StartWindowTask($"{name}-{purpose}", region);
                using var arena = new Arena(backend);
                return 1 - TaskEvaluation.Score(
                    new Tape(backend, arena), network, task,
                    TaskEvaluation.Draw(task, seed, purpose, windows)).Accuracy;
            }
        }
    }

    // Each has 4,057 or 4,082 parameters. The second layer sees twelve bases on either side, through filters of nine.
    private static SequenceLayer Convolutions() => new Stack(
        new SequenceConvolution(Bases.Count, 12, Width, activation: ElementwiseFunction.Relu),
        new SequenceConvolution(12, 12, 25, activation: ElementwiseFunction.Relu));

    private static SequenceLayer Recurrent() => TwoWays(Bases.Count, 20);

    private static SequenceLayer Both() => new Stack(
        new SequenceConvolution(Bases.Count, 11, Width, activation: ElementwiseFunction.Relu), TwoWays(11, 16));

    private static Bidirectional TwoWays(int inputs, int units) =>
        new(new Lstm(inputs, units), new Lstm(inputs, units, reverse: true));
}
