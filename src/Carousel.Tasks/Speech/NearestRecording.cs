using Carousel.Tasks.Sound;
using Carousel.Tasks.Sound.Features;

namespace Carousel.Tasks.Speech;

/// <summary>The transcript of the training recording that sounds most alike; a recording of several words is cut at its silences first where training recordings are single words. What a transcriber has to beat.</summary>
/// <remarks>
/// A recording is eight vectors: the means of its bands of energy over eighths of its time, less the mean of the recording. The nearest is that of the least Euclidean distance, among at most 1,000 recordings spread over the training part.
/// A silence lies 12 dB or more below the mean power, for 40 ms or longer.
/// </remarks>
internal sealed class NearestRecording
{
    private const int Parts = 8;
    private const int MostTemplates = 1000;
    private const double FrameSeconds = 0.02, ShortestWord = 0.08;
    private const int SilentFrames = 2;

    private readonly SoundFeatureOptions _features;
    private readonly bool _cuts;
    private readonly (float[] Vector, string Transcript)[] _templates;

    /// <summary>Keeps the training recordings.</summary>
    /// <param name="training">The training part.</param>
    /// <param name="rate">Samples a second of the features.</param>
    /// <param name="cuts">Whether recordings are cut at their silences.</param>
    public NearestRecording(IReadOnlyList<SpeechClip> training, int rate, bool cuts)
    {
        (_features, _cuts) = (new SoundFeatureOptions { Rate = rate, Bands = 20 }, cuts);
        int stride = Math.Max(1, (training.Count + MostTemplates - 1) / MostTemplates);
        _templates = [.. training.Where((_, n) => n % stride == 0).Select(c => (Vector(c.Recording), c.Transcript))];
    }

    /// <summary>The transcript of a recording.</summary>
    public string Transcript(SpeechClip clip) => !_cuts ? Nearest(clip.Recording) : string.Join(' ', Words(clip.Recording).Select(Nearest));

    private string Nearest(SoundRecording recording)
    {
        float[] vector = Vector(recording);
        (double least, string transcript) = (double.PositiveInfinity, "");
        foreach ((float[] template, string said) in _templates)
        {
            double sum = 0;
            for (int k = 0; k < vector.Length && sum < least; k++)
            {
                double difference = vector[k] - template[k];
                sum += difference * difference;
            }

            (least, transcript) = sum < least ? (sum, said) : (least, transcript);
        }

        return transcript;
    }

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

    private static IEnumerable<SoundRecording> Words(SoundRecording recording)
    {
        int frame = Math.Max(1, (int)(FrameSeconds * recording.Rate)), count = recording.Samples.Length / frame;
        double[] power = [.. Enumerable.Range(0, count).Select(k => recording.Samples.AsSpan(k * frame, frame).ToArray().Sum(s => (double)s * s))];
        double limit = power.Sum() / Math.Max(1, count) / 16;
        int first = -1, silent = 0;
        for (int k = 0; k <= count; k++)
        {
            if (k < count && power[k] >= limit)
            {
                first = first < 0 ? k : first;
                silent = 0;
            }
            else if (first >= 0 && (++silent >= SilentFrames || k == count))
            {
                int last = Math.Min(k + 1 - silent, count);
                if ((last - first) * FrameSeconds >= ShortestWord)
                {
                    yield return recording with { Samples = recording.Samples[(first * frame)..(last * frame)] };
                }

                (first, silent) = (-1, 0);
            }
        }
    }
}
