using Carousel.Autograd;
using Carousel.Genomes;
using Carousel.Genomes.Logos;
using Carousel.Laboratory.Textbook.Genomes;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// Convolutions that tell starts of genes from other places, in a simulated genome with binding sites, in the same
/// without, and in that of Escherichia coli: what words written into windows change, and what filters look like.
/// </summary>
internal sealed class StartMotifTrial(Genome? real = null) : StatementTrial
{
    private const int Filters = 12, Width = 9, Seen = 25, Windows = 24_000, Simulated = 1_200_000, Shown = 600;
    private const int Networks = 3;

    /// <inheritdoc/>
    public override int Number => 25;

    /// <inheritdoc/>
    public override IReadOnlyList<StatementFile> Files => ColiGenome.Files;

    /// <inheritdoc/>
    public override StatementTrial Reading(string folder) => new StartMotifTrial(ColiGenome.Read(folder));

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        Genome planted = SimulatedGenomes.Bacteria(Simulated, seed);
        var effects = new Dictionary<string, double>();
        (string Name, Genome Genome)[] genomes =
        [
            ("planted", planted), ("null", SimulatedGenomes.WithoutSites(planted, seed)), ("coli", real!),
        ];
        for (int g = 0; g < genomes.Length; g++)
        {
            (GenomeRegion training, _, GenomeRegion rest) = GenomeRegion.Divide(genomes[g].Genome);
            for (int k = 0; k < Networks; k++)
            {
                Add(genomes[g].Name, training, rest, (seed * Networks) + (ulong)k);
                progress((g + ((k + 1.0) / Networks)) / genomes.Length);
            }
        }

        return effects;

        void Add(string name, GenomeRegion training, GenomeRegion rest, ulong own)
        {
            var convolution = new SequenceConvolution(
                Bases.Count, Filters, Width, activation: ElementwiseFunction.Relu);
            TaskNetwork network = GenomeTraining.Fit(
                backend, new Stack(convolution, new SequenceConvolution(Filters, 2, Seen)),
                new StartWindowTask(name, training), Windows, 32, 0.01, own, cancellation);
            var test = new StartWindowTask($"{name}-test", rest);
            Mean($"{name}_codon_gain", WrittenWords.CodonGain(backend, network, test, own));
            Mean($"{name}_binding_gain", WrittenWords.BindingGain(backend, network, test, own));
            var random = new TrialRandom(own, "textbook/logos", 0);
            IReadOnlyList<FilterLogo> logos = WindowLogos.Of(
                backend, convolution, test,
                [
                    .. Enumerable.Range(0, Shown).Select(k => k % 2 == 0
                        ? test.TrueWindow(random) : test.OtherWindow(random, isCodon: k % 4 == 1)),
                ]);
            Mean($"{name}_binding_rank", logos.Count == 0 ? 1 : FilterLogo.ShareAsFit(logos, "GGAGG"));
        }

        void Mean(string effect, double value) =>
            effects[effect] = effects.GetValueOrDefault(effect) + (value / Networks);
    }
}
