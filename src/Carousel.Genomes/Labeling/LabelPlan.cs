using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Genomes.Labeling;

/// <summary>
/// A model of labels before its training: labels are read, the genome is divided, the network is decided.
/// </summary>
internal sealed class LabelPlan(Genome genome, GenomeOptions options) : AnnotationPlan<LabelModel>(
    genome, options, genome.Divide(options.ValidationShare, options.TestShare), readsFrames: false,
    [LabelTracks.Head(genome.Annotations.SelectMany(a => a.Runs))])
{
    /// <inheritdoc/>
    public override string Task => LabelModel.TaskName;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FileNames => [LabelModel.LabelsName];

    /// <inheritdoc/>
    protected override IReadOnlyList<JobFact> Found =>
    [
        new(
            "labels",
            $"{string.Join(", ", Design.Heads[0].Classes)}; "
            + FigureText.Counted(Genome.Annotations.Sum(a => a.Runs.Count), "run")
            + (Genome.Annotations.Any(a => a.Runs.Any(r => r.HasName))
                ? "; most names in the fourth column differ, so they are not read as labels" : "")),
    ];

    /// <inheritdoc/>
    protected override NucleotideTracks Tracks(GenomePart part) => LabelTracks.Of(part, Design.Heads[0]);

    /// <inheritdoc/>
    protected override int Learned(IReadOnlyList<NucleotideTracks> training) =>
        training.Sum(t => LabelTracks.Runs(t.Labels[0], Design.Heads[0].Classes).Count);

    /// <inheritdoc/>
    protected override LabelModel Make(
        CpuBackend backend, NucleotideNetwork network, FitSummary summary, LabelOrigin origin)
    {
        double[] counts = [.. Design.Heads[0].Classes.Select(_ => 1.0)];
        foreach (byte label in Parts.Training.SelectMany(p => Tracks(p).Labels[0]))
        {
            counts[label]++;
        }

        return new(
            backend, network, new LabelConfiguration(Design) { Shares = [.. counts.Select(n => n / counts.Sum())] },
            summary, origin);
    }
}
