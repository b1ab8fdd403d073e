using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Genomes;

/// <summary>What is learned from a genome before its training: the genome is divided, the network is decided.</summary>
/// <typeparam name="TModel">The fitted model.</typeparam>
/// <param name="genome">The genome.</param>
/// <param name="options">What was asked for.</param>
/// <param name="parts">What trains, chooses and measures.</param>
/// <param name="training">How the network is trained.</param>
internal abstract class GenomePlan<TModel>(
    Genome genome, GenomeOptions options, DataParts<GenomePart> parts, TrainingChoices training)
        : JobPlan<TModel>(options.Fit, training)
    where TModel : class, IJobModel
{
    /// <summary>The genome.</summary>
    public Genome Genome => genome;

    /// <summary>What was asked for.</summary>
    public GenomeOptions Options => options;

    /// <summary>What trains, chooses and measures.</summary>
    public DataParts<GenomePart> Parts => parts;

    /// <inheritdoc/>
    public override string Verb => "genome";

    /// <inheritdoc/>
    public override string DataName => genome.Name;

    /// <inheritdoc/>
    public override string Unit => "bases";

    /// <inheritdoc/>
    public override double UnitsPerEpoch => CountOf(parts.Training);

    /// <inheritdoc/>
    public override IReadOnlyList<JobFact> Facts =>
        [.. genome.Facts, .. Found, new("split", Split), new("model", Model)];

    /// <summary>What else was found.</summary>
    protected virtual IReadOnlyList<JobFact> Found => [];

    /// <summary>How the genome is divided.</summary>
    protected virtual string Split
    {
        get
        {
            (string train, string validation, string test) = (
                FigureText.Counted(CountOf(parts.Training), "base"), FigureText.Count(CountOf(parts.Validation)),
                FigureText.Count(CountOf(parts.Test)));
            return genome.IsDraft ? $"whole sequences: {train} to train, {validation} to validate, {test} to test"
                : $"the first {train} to train, the next {validation} to validate, the last {test} to test"
                    + $"{(genome.Sequences.Count > 1 ? ", divided within each sequence" : "")}";
        }
    }

    /// <summary>The network in a line.</summary>
    protected abstract string Model { get; }

    /// <summary>How many bases some parts have.</summary>
    protected static long CountOf(IEnumerable<GenomePart> parts) => parts.Sum(p => (long)p.Bases.Length);

    /// <summary>A text that differs for other bases, or other numbers of bases.</summary>
    protected static string Fingerprint(IEnumerable<byte[]> bases)
    {
        var hash = new DataFingerprint();
        foreach (byte[] some in bases)
        {
            hash.Add(some);
        }

        return hash.Finish();
    }
}
