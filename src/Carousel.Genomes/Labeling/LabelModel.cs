using System.Text.Json;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Genomes.Reading;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Kernels;
using Carousel.Storage;

namespace Carousel.Genomes.Labeling;

/// <summary>A fitted model of labels: sequences in, labelled runs in BED out.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
internal sealed class LabelModel(
    CpuBackend backend, NucleotideNetwork network, LabelConfiguration configuration, FitSummary summary,
    LabelOrigin origin)
    : AnnotationModel(backend, network, summary, origin)
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = "genome-labels";

    internal const string LabelsName = "labels.bed";

    private const double SharePower = 0.3;

    /// <inheritdoc/>
    public override string Task => TaskName;

    /// <inheritdoc/>
    public override string PredictionFile => LabelsName;

    /// <summary>The labels; the first is that of bases without one.</summary>
    public IReadOnlyList<string> Labels => Design.Heads[0].Classes;

    /// <inheritdoc/>
    private protected override string Unit => "run";

    /// <inheritdoc/>
    private protected override string Purpose => $"labels of bases: {string.Join(", ", Labels)}";

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">How many threads compute; 0 for all.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFileException">The file is damaged or for something else.</exception>
    public static LabelModel Load(string path, int threads = 0) => ModelReading.Load(path, TaskName, threads, reading =>
    {
        LabelConfiguration configuration = reading.Configuration(GenomeJson.Default.LabelConfiguration, OneStrand);
        NucleotideDesign design = configuration.Design;
        NucleotideNetwork network = reading.Build(
            design is { IsInRange: true, Heads: [var head] }
                && (configuration.Shares is not { } shares
                    || (shares.Count == head.Classes.Count && shares.All(s => s > 0))),
            design.Cell.Hidden, () => new NucleotideNetwork(design));
        return new LabelModel(
            reading.Backend, network, configuration, reading.Summary, reading.Data(GenomeJson.Default.LabelOrigin));
    });

    /// <summary>
    /// The likeliest labels, changing about as often as those that were learned from (Viterbi 1967). A switch costs its
    /// odds; after the first base, probabilities are divided by a power of the labels' shares: the whole share would
    /// find too much of a rare label, none too little of a weak one.
    /// </summary>
    /// <param name="bases">[T].</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>[T], numbers of <see cref="Labels"/>.</returns>
    public byte[] LabelsOf(byte[] bases, CancellationToken cancellation = default)
    {
        int T = bases.Length, C = Labels.Count;
        float[] path = new float[T], switches = new float[C * C], free = new float[C];
        for (int k = 0; k < switches.Length; k++)
        {
            switches[k] = (float)((k % (C + 1) == 0 ? 0
                : Math.Log((Origin.Runs + 1.0) / (Origin.Bases - Origin.Runs + 1) / (C - 1)))
                - (SharePower * Math.Log(configuration.Shares?[k % C] ?? 1)));
        }

        CrfKernel.Decode(
            new CrfWeights(free, switches, free), [.. Enumerable.Range(0, T + 1)], 0, T,
            Logarithms(bases, cancellation)[0], path, new float[CrfKernel.DecodeScratchLength(C, T)]);
        return [.. path.Select(label => (byte)label)];
    }

    /// <inheritdoc/>
    internal override AnnotationMeasurement Measure(IReadOnlyList<GenomePart> parts, CancellationToken cancellation) =>
        new LabelMeasurement(parts, Annotate(parts, cancellation), Design.Heads[0]);

    /// <inheritdoc/>
    internal override void Write(
        TextWriter output, IReadOnlyList<GenomePart> parts, IReadOnlyList<GenomeAnnotation> found)
    {
        foreach ((GenomePart part, GenomeAnnotation own) in parts.Zip(found))
        {
            foreach (LabeledRun run in own.Runs)
            {
                output.Write(FormattableString.Invariant(
                    $"{part.Name}\t{part.Start + run.Span.Start}\t{part.Start + run.Span.End}\t{run.Label}\n"));
            }
        }
    }

    /// <inheritdoc/>
    private protected override Genome ReadKnown(JobInput input) => Beside(input, ".bed") is { } labels
        ? GenomeReader.Read(input, labels: labels)
        : throw new DataFormatException(
            $"{input.Name} comes without labels: expected a BED file of the same name in the same folder.");

    /// <inheritdoc/>
    private protected override GenomeAnnotation Annotate(byte[] bases, CancellationToken cancellation) =>
        GenomeAnnotation.None with { Runs = LabelTracks.Runs(LabelsOf(bases, cancellation), Labels) };

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts() => new(
        JsonSerializer.Serialize(configuration, GenomeJson.Default.LabelConfiguration),
        JsonSerializer.Serialize(Origin, GenomeJson.Default.LabelOrigin));
}
