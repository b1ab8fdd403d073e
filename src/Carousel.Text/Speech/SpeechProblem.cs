using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Decoding;
using Carousel.Jobs.Measuring;
using Carousel.Layers;
using Carousel.Training;

namespace Carousel.Speech;

/// <summary>What the trainer trains: the alignment loss of clips; validated by the rate of wrong symbols.</summary>
/// <param name="network">The built network.</param>
/// <param name="examples">What it learns from.</param>
/// <param name="validation">[T, F] of each clip of the validation set, and its labels.</param>
/// <param name="fingerprint">See <see cref="ITrainingProblem.Fingerprint"/>.</param>
internal sealed class SpeechProblem(
    SpeechNetwork network, SpeechExamples examples, IReadOnlyList<(float[] Rows, int[] Labels)> validation,
    string fingerprint)
    : BatchProblem(network, examples, fingerprint)
{
    private readonly LabelSequences _labels = new();

    /// <inheritdoc/>
    public override double? Validate(Tape tape, CancellationToken cancellation)
    {
        if (validation.Count == 0)
        {
            return null;
        }

        float[][] scores = network.Answer(tape, [.. validation.Select(v => v.Rows)], cancellation);
        return Errors(v => [.. CtcGreedy.Decode(scores[v], network.Steps.OutputSize).Select(l => l.Label)]);
    }

    /// <summary>The score of a constant answer; null if the validation set is empty.</summary>
    /// <param name="labels">The constant answer.</param>
    public double? ErrorsOf(int[] labels) => validation.Count == 0 ? null : Errors(_ => labels);

    private double Errors(Func<int, int[]> found)
    {
        var counts = new EditCounts(0, 0, 0, 0);
        for (int v = 0; v < validation.Count; v++)
        {
            counts += EditDistance.Of<int>(validation[v].Labels, found(v));
        }

        return (double)counts.Errors / Math.Max(1, counts.Length);
    }

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, int epoch, int batch, ReadOnlySpan<int> chosen)
    {
        (float[] Rows, int[] Labels)[] clips = [.. chosen.ToArray().Select(c => examples[c])];
        _labels.Set([.. clips.SelectMany(c => c.Labels)], [.. clips.Select(c => c.Labels.Length)]);
        (Variable scores, Packing packing) = network.Scores(tape, [.. clips.Select(c => c.Rows)]);
        return new BatchLoss(Ctc.Loss(tape, scores, _labels, packing), clips.Length);
    }
}
