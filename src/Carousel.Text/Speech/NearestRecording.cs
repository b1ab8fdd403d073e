using Carousel.Jobs.Measuring;
using Carousel.Jobs.Sound;
using Carousel.Jobs.Sound.Features;

namespace Carousel.Speech;

/// <summary>
/// The transcript of the training recording that sounds most alike; where training recordings are single words, a
/// string is cut at its silences first. What a transcriber has to beat.
/// </summary>
/// <remarks>
/// A recording is eight vectors: the means of its bands of energy over eighths of its time, less the mean of the
/// recording. The nearest is that of the least Euclidean distance, among all recordings of the training part.
/// </remarks>
internal sealed class NearestRecording
{
    private const int Parts = 8;

    private readonly SoundFeatureOptions _features;
    private readonly SilenceCut? _cut;
    private readonly NearestVectors _vectors;
    private readonly IReadOnlyList<string> _transcripts;

    /// <summary>Keeps the training recordings.</summary>
    /// <param name="training">The training part.</param>
    /// <param name="rate">Samples a second of the features.</param>
    /// <param name="cut">How strings are cut; null for recordings as they are.</param>
    public NearestRecording(IReadOnlyList<SpeechClip> training, int rate, SilenceCut? cut)
    {
        (_features, _cut) = (new SoundFeatureOptions { Rate = rate, Bands = 20 }, cut);
        _vectors = new NearestVectors([.. training.Select(c => Vector(c.Recording))]);
        _transcripts = [.. training.Select(c => c.Transcript)];
    }

    /// <summary>Transcripts as baselines of a measurement.</summary>
    /// <param name="clips">What measures.</param>
    public IReadOnlyList<TranscriptScore> Score(IReadOnlyList<SpeechClip> clips) => _cut is null
        ? [
            TranscriptScore.Of(
                "nearest", "the nearest training recording", clips, clips.Select(c => Nearest(c.Recording))),
        ]
        :
        [
            TranscriptScore.Of(
                "nearest", "cutting at silences, each piece as the nearest training recording", clips,
                clips.Select(c => Joined(_cut.Cut(c.Recording)))),
            TranscriptScore.Of(
                "nearest_told", "the same, told how many words there are", clips,
                clips.Select(c => Joined(_cut.Cut(c.Recording, c.Words.Count)))) with { IsTold = true },
        ];

    private string Joined(IEnumerable<SoundRecording> pieces) => string.Join(' ', pieces.Select(Nearest));

    private string Nearest(SoundRecording recording) => _transcripts[_vectors.Nearest(Vector(recording))];

    private float[] Vector(SoundRecording recording)
    {
        float[] rows = SoundFeatures.Of(recording, _features);
        int F = _features.Features, T = rows.Length / F;
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
