using Carousel.Jobs;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Sound;
using Carousel.Storage;

namespace Carousel.Speech;

/// <summary>
/// The baseline of a transcriber: the transcript of the training recording that sounds most alike. If training
/// recordings are single words, a string is cut at its silences first.
/// </summary>
/// <remarks>
/// A recording is eight vectors: the means of its bands of energy over eighths of its time, less the mean of the
/// recording. The nearest is that of the least Euclidean distance, among all recordings of the training part.
/// </remarks>
internal sealed class NearestRecording(
    NearestVectors vectors, IReadOnlyList<string> transcripts, SoundFeatureOptions features, SilenceCut? cut)
{
    private const int Parts = 8;

    /// <summary>What a model's file says of it; null where the recordings are too many for it.</summary>
    public KeptNearest? Kept =>
        vectors.CanBeKept ? new KeptNearest(transcripts, features.Rate, cut?.Order ?? []) : null;

    /// <summary>Of the recordings of a training part.</summary>
    /// <param name="training">The training part.</param>
    /// <param name="rate">Samples a second of the features.</param>
    /// <param name="cut">How strings are cut; null if recordings are not cut.</param>
    public static NearestRecording Of(IReadOnlyList<SpeechClip> training, int rate, SilenceCut? cut)
    {
        SoundFeatureOptions features = FeaturesAt(rate);
        return new NearestRecording(
            new NearestVectors([.. training.Select(c => Vector(c.Recording, features))]),
            [.. training.Select(c => c.Transcript)], features, cut);
    }

    /// <summary>Of a model's file; null where it keeps none.</summary>
    /// <exception cref="ModelFileException">Its entries do not fit each other.</exception>
    public static NearestRecording? Of(ModelReading reading, KeptNearest? kept)
    {
        SoundFeatureOptions features = FeaturesAt(kept?.Rate ?? new SoundFeatureOptions().Rate);
        if (kept is not null && (!features.IsInRange || !SilenceCut.IsOrder(kept.Cut)))
        {
            throw new ModelFileException(
                $"{reading.Path}: the sound settings of the model's nearest baseline are out of range; the file was "
                + "damaged or made by hand.");
        }

        return kept is not null
            && NearestVectors.Of(
                reading.File, reading.Path, kept.Transcripts.Count, Parts * features.Features) is { } vectors
            ? new NearestRecording(
                vectors, kept.Transcripts, features, kept.Cut.Count == 0 ? null : SilenceCut.Of(kept.Cut))
            : null;
    }

    /// <summary>The tensors of a model's file.</summary>
    public IEnumerable<StoredTensor> ToTensors() => vectors.CanBeKept ? [vectors.ToTensor()] : [];

    /// <summary>Transcripts as baselines of a measurement.</summary>
    /// <param name="clips">What measures.</param>
    public IReadOnlyList<TranscriptScore> Score(IReadOnlyList<SpeechClip> clips) => cut is null
        ? [
            TranscriptScore.Of(
                "nearest", "the nearest training recording", clips, clips.Select(c => Nearest(c.Recording))),
        ]
        :
        [
            TranscriptScore.Of(
                "nearest", "cutting at silences, each piece as the nearest training recording", clips,
                clips.Select(c => Joined(cut.Cut(c.Recording)))),
            TranscriptScore.Of(
                "nearest_told", "the same, given the number of words", clips,
                clips.Select(c => Joined(cut.Cut(c.Recording, c.Words.Count)))) with { IsTold = true },
        ];

    private string Joined(IEnumerable<SoundRecording> pieces) => string.Join(' ', pieces.Select(Nearest));

    private string Nearest(SoundRecording recording) =>
        transcripts[vectors.Nearest(Vector(recording, features))];

    private static SoundFeatureOptions FeaturesAt(int rate) => new() { Rate = rate, Bands = 20 };

    private static float[] Vector(SoundRecording recording, SoundFeatureOptions features)
    {
        float[] rows = SoundFeatures.Of(recording, features);
        int F = features.Features, T = rows.Length / F;
        var vector = new float[Parts * F];
        for (int f = 0; f < F; f++)
        {
            double mean = 0;
            for (int p = 0; p < Parts; p++)
            {
                int first = p * T / Parts, last = Math.Max(first + 1, (p + 1) * T / Parts);
                for (int t = first; t < last; t++)
                {
                    vector[(p * F) + f] += rows[(t * F) + f] / (last - first);
                }

                mean += vector[(p * F) + f] / (double)Parts;
            }

            for (int p = 0; p < Parts; p++)
            {
                vector[(p * F) + f] -= (float)mean;
            }
        }

        return vector;
    }
}
