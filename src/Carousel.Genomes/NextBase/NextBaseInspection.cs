using Carousel.Autograd;
using Carousel.Data;
using Carousel.Genomes.Labeling;
using Carousel.Genomes.Reading;
using Carousel.Jobs;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Genomes.NextBase;

/// <summary>A next-base model, opened: a step is a base, a sequence of the file is one sequence.</summary>
internal sealed class NextBaseInspection(Backend backend, NextBaseNetwork network, NucleotideRows rows)
    : IInspectedModel
{
    private const int LossSteps = 4096;

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
            Source = s.Bases,
        }),
    ];

    /// <summary>−ln p of each base but the first; of a base that is not known 0.</summary>
    /// <inheritdoc/>
    public double[] Losses(InspectedSequence sequence, float[] hidden, float[] finalState)
    {
        var bases = (byte[])sequence.Source!;
        float[] input = sequence.Input;
        return
        [
            .. Enumerable.Range(0, Math.Max(0, sequence.Steps - 1)).Chunk(LossSteps).SelectMany(places =>
            {
                float[] values = Inference.Run(backend, tape => SoftmaxOp.Apply(tape, Scores(tape), logarithm: true));
                return places.Select(
                    (t, k) => bases[t + 1] == Bases.Unknown ? 0.0 : -values[(k * Bases.Count) + bases[t + 1]]);

                Variable Scores(Tape tape) => network.Scores(
                    tape, Some(tape, hidden), Some(tape, input), new Packing([places.Length]));

                Variable Some(Tape tape, float[] all)
                {
                    int columns = all.Length / sequence.Steps;
                    return tape.Input(
                        all.AsSpan(places[0] * columns, places.Length * columns), new Shape(places.Length, columns));
                }
            }),
        ];
    }

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
