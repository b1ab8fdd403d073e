using Carousel.Inspection.Attribution;
using Carousel.Jobs;

namespace Carousel.Inspection.Looks;

/// <summary>Traces what a model says of a sequence back to its steps and inputs.</summary>
internal static class Attributor
{
    /// <summary>Traces a score back.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sequence">The sequence.</param>
    /// <param name="answer">Index of the model's answer; 0 if it has no answers.</param>
    /// <param name="rows">Steps to be run at most, all points of the path together.</param>
    /// <param name="cancellation">Stops it.</param>
    public static AttributedSequence Of(
        IInspectedModel model, InspectedSequence sequence, int answer, long rows,
        CancellationToken cancellation)
    {
        SequenceScore score = (tape, input, packing) => model.Score(tape, sequence, input, packing, answer);
        string name = model.Answers.Count > 0 ? $"{model.ScoreName} '{model.Answers[answer]}'" : model.ScoreName;
        var options = new IntegratedGradientsOptions();
        int most = (int)Math.Clamp(rows / sequence.Steps, options.Points, options.MostPoints);
        InputAttribution found = IntegratedGradients.Of(
            model.Backend, score, sequence.Input, model.Reader.InputSize, model.Baseline(sequence),
            options with { MostPoints = most }, cancellation);
        return new AttributedSequence(
            sequence, name, found.Score, found.BaselineScore, model.InputNames,
            model.InputNames.Count > 0 ? [.. found.Values] : found.BySteps())
        {
            Points = found.Points,
            CompletenessError = found.CompletenessError,
        };
    }
}
