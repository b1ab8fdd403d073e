using Carousel.Autograd;
using Carousel.Laboratory.Textbook.Uses;
using Carousel.Laboratory.Textbook.Uses.Voices;
using Carousel.Laboratory.Training;
using Carousel.Layers;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>The word, the speaker and the mood of made voices, by their frames in order and by means of them.</summary>
internal sealed class VoicesTrial : StatementTrial
{
    private const int Units = 24, Batches = 1000, Learned = 60, Known = 8, Asked = 800;

    /// <inheritdoc/>
    public override int Number => 36;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        var effects = new Dictionary<string, double>();
        foreach (VoiceQuestion question in Enum.GetValues<VoiceQuestion>())
        {
            // Words and moods are asked of speakers whom no training has heard.
            bool isNew = question != VoiceQuestion.Speaker;
            Voice[] Voices(int first, int count) =>
                [.. Enumerable.Range(first, count).Select(number => Voice.Of(seed, number))];
            var task = new VoiceTask(question, Voices(0, isNew ? Learned : Known));
            var asked = new VoiceTask(question, isNew ? Voices(Learned, Learned) : Voices(0, Known));
            double Right(SequenceLayer core, SequenceTask on, SequenceTask of) => UseTraining.Score(
                backend, UseTraining.Run(backend, core, on, Batches, seed, cancellation), of, seed, Asked).Accuracy;
            double right = Right(new Lstm(task.InputSize, Units), task, asked);
            var means = new PooledTask(task);
            double byMeans = Right(UseTraining.StepAlone(means.InputSize, 4 * Units), means, new PooledTask(asked));
            string name = question.ToString().ToLowerInvariant();
            effects[$"{name}_right"] = right;
            effects[$"{name}_over_means"] = right - byMeans;
            progress((effects.Count / 2) / 3.0);
        }

        return effects;
    }
}
