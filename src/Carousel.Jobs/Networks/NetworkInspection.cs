using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Jobs.Networks;

/// <summary>Inspection of a chain.</summary>
internal sealed class NetworkInspection(Backend backend, NetworkChain chain) : IInspectedModel
{
    /// <inheritdoc/>
    public Backend Backend => backend;

    /// <inheritdoc/>
    public SequenceLayer Reader => chain.Reader;

    /// <inheritdoc/>
    public string StepName => "step";

    /// <inheritdoc/>
    public IReadOnlyList<string> InputNames => chain.Embedding is null ? chain.Design.InputColumns() : [];

    /// <inheritdoc/>
    public string ScoreName =>
        chain.Design.Pooling is null ? "value of the last layer at the last step" : "value of the last layer";

    /// <inheritdoc/>
    public IReadOnlyList<string> Answers => chain.Design.OutputSize > 1 ? chain.Design.OutputColumns() : [];

    /// <inheritdoc/>
    public string BaselineName => chain.Embedding is not null ? "every row of the table at 0"
        : chain.Design.InputScales is null ? "every input at 0"
        : "every input at its mean";

    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation)
    {
        NetworkData read = NetworkReader.Read(chain.Design, data);
        return [
            .. read.Sequences.Select(
                (s, n) => Sequence(s, s.Name.Length > 0 ? s.Name : FormattableString.Invariant($"sequence {n + 1}"))),
        ];
    }

    /// <inheritdoc/>
    public int Answer(InspectedSequence sequence)
    {
        float[] values = Inference.Run(
            backend,
            tape =>
                chain.Values(
                    tape, tape.Input(sequence.Input, new Shape(sequence.Steps, Reader.InputSize)),
                    new Packing([sequence.Steps])));
        float[] last = values[^chain.Design.OutputSize..];
        return Array.IndexOf(last, last.Max());
    }

    /// <inheritdoc/>
    public Variable Score(Tape tape, InspectedSequence sequence, Variable input, Packing packing, int answer)
    {
        Variable values = chain.Values(tape, input, packing);
        return tape.SliceColumns(chain.Design.Pooling is null ? tape.LastRows(values, packing) : values, answer, 1);
    }

    private InspectedSequence Sequence(NetworkSequence sequence, string name) =>
        (chain.Embedding is null
            ? new InspectedSequence(name, chain.Design.Scaled(sequence.Input), sequence.Steps)
            : new InspectedSequence(name, () => Embedded(sequence), sequence.Steps)) with
        {
            StepNames = chain.Embedding is null
                ? []
                : [.. sequence.Input.Select(v => FormattableString.Invariant($"{v}"))],
            Rows = sequence.Rows,
        };

    private float[] Embedded(NetworkSequence sequence) => Inference.Run(
        backend,
        tape =>
            chain.Rows(tape, tape.Input(sequence.Input, new Shape(sequence.Steps, 1)), new Packing([sequence.Steps])));
}
