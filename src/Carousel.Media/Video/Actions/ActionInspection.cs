using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Video;

/// <summary>A model of actions, opened: a clip is a sequence, a step is a frame, or a pose.</summary>
/// <param name="backend">Where the network was built.</param>
/// <param name="network">The network.</param>
/// <param name="design">What it is made of.</param>
/// <param name="read">Reads clips.</param>
internal sealed class ActionInspection(
    Backend backend, ActionNetwork network, ActionDesign design, Func<JobInput, ClipData> read)
    : IInspectedModel
{
    /// <inheritdoc/>
    public Backend Backend => backend;

    /// <inheritdoc/>
    public SequenceLayer Reader => network.Reader;

    /// <inheritdoc/>
    public string StepName => "frame";

    /// <inheritdoc/>
    public double? HoursPerStep => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> InputNames => [.. design.Joints, .. design.Joints.Select(j => $"change of {j}")];

    /// <inheritdoc/>
    public string ScoreName => "log odds of the class";

    /// <inheritdoc/>
    public IReadOnlyList<string> Answers => design.Labels;

    /// <inheritdoc/>
    public string BaselineName => design.Side > 0 ? "every frame black" : "every joint in the middle at rest";

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes =>
    [
        .. Optional.Of(design.Side > 0
            ? "The attribution is to the outputs of the convolutions for each frame, not to its pixels."
            : null),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation)
    {
        ClipData own = read(data);
        var sequences = new List<InspectedSequence>();
        int first = 0;
        foreach (Clip clip in own.Clips)
        {
            int row = first;
            sequences.Add(new InspectedSequence(clip.Name, () => Rows(clip), clip.Steps)
            {
                Rows = own.IsPoses ? [.. Enumerable.Range(row, clip.Steps)] : [],
                Source = clip,
            });
            first += clip.Steps;
        }

        return sequences;
    }

    /// <summary>What the recurrent layers read of black frames; of poses zeros.</summary>
    /// <inheritdoc/>
    public float[] Baseline(InspectedSequence sequence)
    {
        var clip = (Clip)sequence.Source!;
        return design.Side > 0
            ? Rows(clip with { Values = new float[clip.Values.Length] })
            : new float[sequence.Steps * Reader.InputSize];
    }

    /// <inheritdoc/>
    public int Answer(InspectedSequence sequence)
    {
        var packing = new Packing([sequence.Steps]);
        float[] scores = Inference.Run(backend, tape => network.Scores(
            tape,
            Reader.Forward(
                tape, tape.Input(sequence.Input, new Shape(sequence.Steps, Reader.InputSize)), packing).Hidden,
            packing));
        return Array.IndexOf(scores, scores.Max());
    }

    /// <summary>ln p / (1 − p) of an action.</summary>
    /// <inheritdoc/>
    public Variable Score(Tape tape, InspectedSequence sequence, Variable input, Packing packing, int answer) =>
        InspectedScores.LogOdds(
            tape, network.Scores(tape, Reader.Forward(tape, input, packing).Hidden, packing), answer);

    private float[] Rows(Clip clip)
    {
        var batch = new ActionBatch(design);
        batch.Fill([clip]);
        return Inference.Run(backend, tape => network.Rows(tape, batch.Input(tape), batch.Packing));
    }
}
