using Carousel.Inspection.Attribution;
using Carousel.Jobs;

namespace Carousel.Inspection.Looks;

/// <summary>Traces what a model says of a sequence back to its steps and inputs.</summary>
internal static class Attributor
{
    // With more inputs than this, hiding each of them at each span takes too long to wait for.
    private const int MostHiddenInputs = 40;

    /// <summary>Traces a score back.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sequence">The sequence.</param>
    /// <param name="answer">Index of the model's answer; 0 if it has no answers.</param>
    /// <param name="method">How.</param>
    /// <param name="rows">Steps to be run at most, all points of the path together.</param>
    /// <param name="cancellation">Stops it.</param>
    public static AttributedSequence Of(
        IInspectedModel model, InspectedSequence sequence, int answer, AttributionMethod method, long rows,
        CancellationToken cancellation)
    {
        SequenceScore score = (tape, input, packing) => model.Score(tape, sequence, input, packing, answer);
        string name = model.Answers.Count > 0 ? $"{model.ScoreName} '{model.Answers[answer]}'" : model.ScoreName;
        int I = model.Reader.InputSize;
        float[] baseline = model.Baseline(sequence);
        if (method == AttributionMethod.Occlusion)
        {
            bool byInput = model.InputNames.Count is > 0 and <= MostHiddenInputs;
            OcclusionMap Hidden(OcclusionOptions hidden) =>
                Occlusion.Of(model.Backend, score, sequence.Input, I, baseline, hidden, cancellation);
            OcclusionMap map = Hidden(new OcclusionOptions { ByInput = byInput }),
                all = Hidden(new OcclusionOptions { Span = sequence.Steps });
            return new AttributedSequence(
                sequence, name, map.Score, map.Score - all.Spans[0].Loss,
                [.. map.Spans.Select(s => (s.From, s.Count)).Distinct()], byInput ? model.InputNames : [],
                [.. map.Spans.Select(s => s.Loss)]);
        }

        var options = new IntegratedGradientsOptions();
        int most = (int)Math.Clamp(rows / sequence.Steps, options.Points, options.MostPoints);
        InputAttribution found = IntegratedGradients.Of(
            model.Backend, score, sequence.Input, I, baseline, options with { MostPoints = most }, cancellation);
        return new AttributedSequence(
            sequence, name, found.Score, found.BaselineScore,
            [.. Enumerable.Range(0, sequence.Steps).Select(t => (t, 1))], model.InputNames,
            model.InputNames.Count > 0 ? [.. found.Values] : found.BySteps())
        {
            Points = found.Points,
            CompletenessError = found.CompletenessError,
        };
    }
}
