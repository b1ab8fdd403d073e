namespace Carousel.Jobs.Sound;

/// <summary>How loud a sound is while it is read: whether it is silent, or clipped.</summary>
internal sealed class SoundLevel
{
    /// <summary>Samples at or beyond this share of the full scale count as clipped.</summary>
    private const float FullScale = 0.9999f;

    private long _count, _clipped;
    private bool _isHeard;

    /// <summary>Takes the next samples.</summary>
    /// <param name="samples">−1 … 1.</param>
    public void Add(ReadOnlySpan<float> samples)
    {
        foreach (float sample in samples)
        {
            _isHeard |= sample != 0;
            _clipped += Math.Abs(sample) >= FullScale ? 1 : 0;
        }

        _count += samples.Length;
    }

    /// <summary>The sum of squares.</summary>
    /// <param name="samples">The sound.</param>
    public static double Energy(ReadOnlySpan<float> samples)
    {
        double sum = 0;
        foreach (float sample in samples)
        {
            sum += (double)sample * sample;
        }

        return sum;
    }

    /// <summary>What is odd about the sound, and what to do, a sentence each.</summary>
    /// <param name="name">How messages call it.</param>
    /// <param name="isCut">Whether its header announced more than came.</param>
    public IEnumerable<string> Notes(string name, bool isCut)
    {
        if (isCut)
        {
            yield return $"{name} is shorter than its header says; the samples that exist were read.";
        }

        if (!_isHeard)
        {
            yield return $"{name} is silent: every sample is 0. Check the microphone and record it again, or leave it "
                + "out.";
        }

        // A few samples at full scale are loud sound; one in a hundred is a level that was too high.
        if (_clipped * 100 >= _count && _clipped > 0)
        {
            yield return Invariant.Of(
                $"{name} is clipped: {100.0 * _clipped / _count:0} of 100 samples are at the full scale. Record it at "
                + $"a lower level.");
        }
    }

    /// <summary>The message for a sound without samples.</summary>
    /// <param name="name">How messages call it.</param>
    public static string Empty(string name) =>
        $"{name} contains no samples: its header is there, its sound is not. Record it again, or leave it out.";
}
