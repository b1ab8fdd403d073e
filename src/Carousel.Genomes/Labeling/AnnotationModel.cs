using Carousel.Autograd;
using Carousel.Genomes.Reading;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Networks;

namespace Carousel.Genomes.Labeling;

/// <summary>
/// A fitted model that annotates sequences: it gives every base a class, and makes genes or runs of these.
/// </summary>
internal abstract class AnnotationModel(
    CpuBackend backend, NucleotideNetwork network, FitSummary summary, LabelOrigin origin)
    : JobModel(backend, network, summary), IGraphModel, IInspectable
{
    private const int Window = 6000;
    private const int Margin = 900;

    /// <summary>Models of earlier versions that read one strand.</summary>
    private protected static readonly RemovedFeature OneStrand = new(
        "both_strands", "False", "a sequence read on one strand");

    private static readonly ExampleBatches _windows = new(MostExamples: 8) { ByLength = false };

    /// <summary>The network.</summary>
    public NucleotideDesign Design => Network.Design;

    internal NucleotideNetwork Network { get; } = network;

    internal LabelOrigin Origin => origin;

    /// <summary>What it finds, in the singular.</summary>
    private protected abstract string Unit { get; }

    /// <summary>Whether it also counts codons, in addition to its network.</summary>
    private protected virtual bool HasCounts => false;

    /// <summary>What it says, in a line.</summary>
    private protected abstract string Purpose { get; }

    /// <inheritdoc/>
    public override JobDescription Describe()
    {
        long filters = Design.Convolves ? (long)Design.Filters * Design.Width * Bases.Count : 0;
        long steps = Design.Layers == GenomeLayers.Convolution
            ? Network.Reader.ParameterCount : CellStack.MultiplyAdds(Design.Cell, Design.StepSize);
        return new JobDescription(
        [
            Purpose,
            $"learned from {FigureText.Counted(Origin.Runs, Unit)} on {FigureText.Count(Origin.Bases)} bases "
            + $"of {Origin.Name}; data {Origin.Fingerprint}",
        ],
        ModelDescription.Of(
            Design.Describe(), Networks,
            filters
                + ((steps + (Network.Reader.OutputSize * NucleotideDesign.Fold * Design.Classes))
                    / NucleotideDesign.Fold), 0,
            "base"));
    }

    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        Genome genome = GenomeReader.Read(input);
        IReadOnlyList<GenomeAnnotation> found = Annotate(genome.Whole, cancellation);
        Write(output, genome.Whole, found);
        return new JobAnswer(
            [],
            $"{FigureText.Counted(found.Sum(f => f.Genes.Count + f.Runs.Count), Unit)} "
            + $"on {FigureText.Counted(genome.Length, "base")}.");
    }

    /// <inheritdoc/>
    public override JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        Genome genome = ReadKnown(input);
        return Measure(genome.Whole, cancellation).ToResult() with { Facts = genome.Facts };
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new NucleotideInspection(Backend, Network);

    /// <inheritdoc/>
    IReadOnlyList<ModelGraph> IGraphModel.ToGraphs() => [NucleotideGraph.Of(Network, HasCounts)];

    /// <summary>Compares with the known annotation.</summary>
    internal abstract AnnotationMeasurement Measure(IReadOnlyList<GenomePart> parts, CancellationToken cancellation);

    /// <summary>Writes what was found as a file.</summary>
    internal abstract void Write(
        TextWriter output, IReadOnlyList<GenomePart> parts, IReadOnlyList<GenomeAnnotation> found);

    /// <summary>A genome with the answers.</summary>
    private protected abstract Genome ReadKnown(JobInput input);

    /// <summary>What is found in a sequence.</summary>
    private protected abstract GenomeAnnotation Annotate(byte[] bases, CancellationToken cancellation);

    /// <summary>The file with the answers: of the same name in the same folder; null without one.</summary>
    private protected static string? Beside(JobInput input, params string[] endings) => endings
        .Select(e => Path.ChangeExtension(
            input.Path is [.. var name, '.', 'g', 'z'] ? name : input.Path, e))
        .FirstOrDefault(File.Exists);

    private protected IReadOnlyList<GenomeAnnotation> Annotate(
        IReadOnlyList<GenomePart> parts, CancellationToken cancellation) =>
        [.. parts.Select(p => Annotate(p.Bases, cancellation))];

    /// <summary>
    /// The logarithms of the probabilities of every base's classes, of both strands averaged.
    /// </summary>
    /// <returns>[heads][T, classes], natural logarithms.</returns>
    private protected float[][] Logarithms(byte[] bases, CancellationToken cancellation)
    {
        float[][] found = LogarithmsOf(bases, cancellation),
            other = LogarithmsOf(Bases.ReverseComplement(bases), cancellation);
        for (int h = 0; h < found.Length; h++)
        {
            IReadOnlyList<int> mirror = Design.Heads[h].Mirror;
            int C = mirror.Count;
            for (int t = 0; t < bases.Length; t++)
            {
                for (int c = 0; c < C; c++)
                {
                    ref float own = ref found[h][(t * C) + c];
                    own = (float)Math.Log(
                        (Math.Exp(own) + Math.Exp(other[h][((bases.Length - 1 - t) * C) + mirror[c]])) / 2);
                }
            }
        }

        return found;
    }

    // Windows overlap; their inner parts count, and these follow each other without a gap.
    private float[][] LogarithmsOf(byte[] bases, CancellationToken cancellation)
    {
        const int stride = Window - (2 * Margin);
        NucleotideTracks tracks = Design.Unlabeled(bases);
        int[] starts =
        [
            .. Enumerable.Range(0, Math.Max(1, (bases.Length + stride - 1) / stride))
                .Select(k => (k * stride) - Margin),
        ];
        var batch = new WindowBatch();
        float[][][] inner = _windows.Answer(Tape, starts, _ => Window, some =>
        {
            batch.Fill([.. some.Select(s => tracks.Window(s, Window, Design.Heads, isReverse: false))]);
            float[][] values =
            [
                .. Network.HeadScores(Tape, batch)
                    .Select(s => SoftmaxOp.Apply(Tape, s, logarithm: true).Value.ToArray()),
            ];
            return some.Select((_, b) => values.Select(v => batch.Unfolded(v, b, Margin, stride)).ToArray());
        }, cancellation);
        return [
            .. Design.Heads.Select(
                (head, h) => inner.SelectMany(w => w[h]).Take(bases.Length * head.Classes.Count).ToArray()),
        ];
    }
}
