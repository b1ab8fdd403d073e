namespace Carousel.Jobs.Sound;

/// <summary>
/// Subtracts from each feature its mean up to now: it begins at 0 with the weight of a second and forgets over three.
/// </summary>
/// <param name="features">F of a frame.</param>
/// <param name="framesPerSecond">How many frames come in a second.</param>
internal sealed class RunningMean(int features, double framesPerSecond)
{
    private const double PriorSeconds = 1, HorizonSeconds = 3;

    private readonly float[] _mean = new float[features];
    private double _weight = PriorSeconds * framesPerSecond;

    /// <summary>Takes the frame into the mean, and the mean from the frame.</summary>
    /// <param name="frame">[F], changed.</param>
    public void Apply(Span<float> frame)
    {
        _weight = Math.Min(_weight + 1, HorizonSeconds * framesPerSecond);
        float share = (float)(1 / _weight);
        for (int f = 0; f < frame.Length; f++)
        {
            _mean[f] += share * (frame[f] - _mean[f]);
            frame[f] -= _mean[f];
        }
    }

    /// <summary>Forgets what was heard.</summary>
    public void Reset()
    {
        Array.Clear(_mean);
        _weight = PriorSeconds * framesPerSecond;
    }

    /// <summary>Writes what was heard.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_weight);
        foreach (float mean in _mean)
        {
            writer.Write(mean);
        }
    }

    /// <summary>Continues from the bytes that <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader reader)
    {
        _weight = reader.ReadDouble();
        for (int f = 0; f < _mean.Length; f++)
        {
            _mean[f] = reader.ReadSingle();
        }

        if (!(_weight >= PriorSeconds * framesPerSecond))
        {
            throw new FormatException("A mean has no weight.");
        }
    }
}
