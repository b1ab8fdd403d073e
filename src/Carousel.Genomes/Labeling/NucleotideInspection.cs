using Carousel.Autograd;
using Carousel.Genomes.Reading;
using Carousel.Jobs;
using Carousel.Layers;

namespace Carousel.Genomes.Labeling;

/// <summary>
/// A model that annotates bases, opened: a step is three bases, a sequence of the file is one sequence.
/// </summary>
internal sealed class NucleotideInspection(Backend backend, NucleotideNetwork network) : IInspectedModel
{
    /// <inheritdoc/>
    public Backend Backend => backend;

    /// <inheritdoc/>
    public SequenceLayer Reader => network.Reader;

    /// <inheritdoc/>
    public string StepName => "three-base step";

    /// <inheritdoc/>
    public IReadOnlyList<string?[]>? Labels(string path, IReadOnlyList<InspectedSequence> sequences) =>
        GenomeStepLabels.Read(path, sequences);

    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation) =>
        [.. GenomeReader.Read(data).Sequences.Where(s => s.Length >= NucleotideDesign.Fold).Select(Sequence)];

    private InspectedSequence Sequence(GenomeSequence sequence)
    {
        byte[][] steps = [.. sequence.Bases.Chunk(NucleotideDesign.Fold).Where(s => s.Length == NucleotideDesign.Fold)];
        return new InspectedSequence(
            sequence.Name, () => network.StepsOf(backend, [.. steps.SelectMany(s => s)]), steps.Length)
        {
            StepNames = [.. steps.Select(Bases.Text)],
        };
    }
}
