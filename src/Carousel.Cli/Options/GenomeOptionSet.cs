using System.CommandLine;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Genomes;
using Carousel.Tasks.Genomes.Simulation;

namespace Carousel.Cli.Options;

/// <summary>What is learned from a genome and how.</summary>
internal sealed class GenomeOptionSet
{
    private readonly Option<bool> _nextBase = OptionKinds.Switch("--next-base", "Learn the next base from those before it. Default where no genes and no labels are known.");
    private readonly Option<string?> _genes = OptionKinds.Text("--genes", "file.gff", "Learn to find genes: GFF3 with the coding sequences of the data. A GenBank file brings its own.");
    private readonly Option<string?> _labels = OptionKinds.Text("--labels", "file.bed", "Learn labels of bases: BED with a label in the fourth column.");

    private readonly Option<SimulatedKind?> _simulated = OptionKinds.Choice(
        "--simulate", "What kind of genome is simulated where no data are given. Default bacteria.",
        ("bacteria", SimulatedKind.Bacteria), ("spliced", SimulatedKind.Spliced), ("chromatin", SimulatedKind.Chromatin));

    private readonly Option<GenomeLayers?> _layers = OptionKinds.Choice(
        "--reader", "What reads the bases for genes and labels. Default both.",
        ("both", GenomeLayers.Both), ("convolution", GenomeLayers.Convolution), ("recurrent", GenomeLayers.Recurrent), ("one-direction", GenomeLayers.OneDirection));

    private readonly Option<Answer?> _frames = OptionKinds.Either(
        "--open-frames", "Whether a gene finder reads the lengths of the open frames around each base beside the bases. Default read.", "read", "none");

    private readonly Option<Answer?> _markov = OptionKinds.Either(
        "--markov", "Whether a next-base model weighs the predictions of Markov models, or reads the bases alone. Default weigh.", "weigh", "none");

    private readonly Option<Answer?> _bothStrands = OptionKinds.Either(
        "--strands", "Strands that are read once a model is trained: for genes and labels both are averaged by default, a next-base model measures one by default.", "one", "both", isFirstYes: false);

    private readonly Option<string?> _test = OptionKinds.Text("--test", "file", "A genome that measures genes. Default: the end of the data.");
    private readonly Option<string?> _testGenes = OptionKinds.Text("--test-genes", "file.gff", "The genes of --test. A GenBank file brings its own.");
    private readonly Option<double?> _validationShare = OptionKinds.Number("--validation-share", "Share of each sequence that chooses, in front of the part that measures, 0.01 to 0.4. Default 0.05.");
    private readonly Option<double?> _testShare = OptionKinds.Number("--test-share", "Share of each sequence, its end, that measures, 0.01 to 0.5. Default 0.1.");

    /// <summary>What is learned.</summary>
    public OptionGroup Learned => new("Learned", [_nextBase, _genes, _labels, _simulated, _layers, _frames, _markov, _bothStrands]);

    /// <summary>How the bases are divided.</summary>
    public OptionGroup Parts => new("Parts", [_test, _testGenes, _validationShare, _testShare]);

    /// <summary>Reads the options.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="fit">How the model is made and trained.</param>
    /// <exception cref="OptionException">A value is out of its range.</exception>
    public GenomeOptions Read(ParseResult result, FitOptions fit)
    {
        var options = new GenomeOptions
        {
            Fit = fit,
            NextBase = result.GetValue(_nextBase),
            Genes = result.GetValue(_genes),
            Labels = result.GetValue(_labels),
            Simulated = result.GetValue(_simulated),
            Layers = result.GetValue(_layers) ?? GenomeLayers.Both,
            ReadsFrames = result.GetValue(_frames)?.IsYes ?? true,
            WeighsMarkov = result.GetValue(_markov)?.IsYes ?? true,
            BothStrands = result.GetValue(_bothStrands)?.IsYes,
            Test = result.GetValue(_test),
            TestGenes = result.GetValue(_testGenes),
        };
        return options with
        {
            ValidationShare = result.GetValue(_validationShare) ?? options.ValidationShare,
            TestShare = result.GetValue(_testShare) ?? options.TestShare,
        };
    }
}
