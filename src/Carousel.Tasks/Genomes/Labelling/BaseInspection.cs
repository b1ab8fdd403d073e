using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Inspecting;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Genomes.Labelling;

/// <summary>A model that labels bases, opened: a step is three bases, a sequence of the file is one sequence.</summary>
internal sealed class BaseInspection(Backend backend, BaseNetwork network, Func<JobInput, Genome> read) : IInspectedModel
{
    /// <inheritdoc/>
    public Backend Backend => backend;

    /// <inheritdoc/>
    public SequenceLayer Reader => network.Reader;

    /// <inheritdoc/>
    public string StepName => "step of three bases";

    /// <inheritdoc/>
    public double? HoursPerStep => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> InputNames => [];

    /// <inheritdoc/>
    public string LossName => "";

    /// <inheritdoc/>
    public string ScoreName => "";

    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation) =>
        [.. read(data).Sequences.Where(s => s.Length >= BaseDesign.Fold).Select(s => Sequence(s.Name, s.Bases))];

    /// <inheritdoc/>
    public double[] Losses(InspectedSequence sequence, float[] hidden, float[] finalState) => [];

    /// <inheritdoc/>
    public Variable Score(Tape tape, InspectedSequence sequence, Variable input, Packing packing, int answer) =>
        throw new NotSupportedException("A model of bases says something of every base, not one number of a sequence.");

    private InspectedSequence Sequence(string name, byte[] bases)
    {
        int steps = bases.Length / BaseDesign.Fold;
        return new InspectedSequence(name, () => Steps(bases[..(steps * BaseDesign.Fold)]), steps)
        {
            StepNames = [.. Enumerable.Range(0, steps).Select(t => Bases.Text(bases.AsSpan(t * BaseDesign.Fold, BaseDesign.Fold)))],
        };
    }

    internal float[] Steps(byte[] bases)
    {
        var batch = new WindowBatch();
        batch.Fill([network.Design.Unlabelled(bases)]);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        return network.Steps(tape, batch).Value.ToArray();
    }
}
