using Carousel.Autograd;
using Carousel.Genomes.Labeling;
using Carousel.Genomes.Reading;
using Carousel.Jobs;
using Carousel.Layers;

namespace Carousel.Genomes.NextBase;

/// <summary>A next-base model, opened: a step is a base, a sequence of the file is one sequence.</summary>
internal sealed class NextBaseInspection(Backend backend, NextBaseNetwork network, NucleotideRows rows)
    : IInspectedModel
{
    /// <inheritdoc/>
    public Backend Backend => backend;

    /// <inheritdoc/>
    public SequenceLayer Reader => network.Reader;

    /// <inheritdoc/>
    public string StepName => "base";

    /// <inheritdoc/>
    public IReadOnlyList<string> InputNames =>
        [.. Bases.Known, .. network.Design.Orders.SelectMany(o => Bases.Known.Select(x => $"order {o}: {x} next"))];

    /// <inheritdoc/>
    public IReadOnlyList<string?[]>? Labels(string path, IReadOnlyList<InspectedSequence> sequences) =>
        GenomeStepLabels.Read(path, sequences);

    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation) =>
    [
        .. GenomeReader.Read(data).Sequences.Select(s => new InspectedSequence(s.Name, () => Rows(s.Bases), s.Length)
        {
            StepNames = [.. s.Bases.Select(b => $"{Bases.LetterOf(b)}")],
        }),
    ];

    private float[] Rows(byte[] bases)
    {
        var values = new float[bases.Length * rows.Size];
        uint context = 0;
        for (int t = 0; t < bases.Length; t++)
        {
            rows.Read(bases[t], ref context, Bases.Unknown, values, t);
        }

        return values;
    }
}
