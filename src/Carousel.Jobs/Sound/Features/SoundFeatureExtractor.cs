namespace Carousel.Jobs.Sound;

/// <summary>
/// Turns sound that comes in blocks into rows of features, each as soon as its last sample is there; equal for any
/// blocks, bit for bit.
/// </summary>
/// <remarks>
/// Row t holds the frames that begin t·stack·hop samples after the beginning and on. A sound shorter than one row is
/// filled up with silence to one row; what does
/// not fill a row at the end is dropped. Takes no memory once it has grown to the largest block. Not thread-safe.
/// </remarks>
internal sealed class SoundFeatureExtractor
{
    private readonly SoundFeatureOptions _options;
    private readonly FrameAnalysis _analysis;
    private readonly Resampler _resampler;
    private readonly RunningMean? _running;
    private readonly SampleQueue _samples = new();
    private readonly float[] _row;
    private int _filled;
    private bool _isFinished;
    private long _rows;

    /// <summary>An extractor for sounds of one rate.</summary>
    /// <param name="options">What rows hold; <see cref="SoundNormalization.Recording"/>, which needs the end of the
    /// sound, is left out here.</param>
    /// <param name="rate">Samples a second of the sound that comes.</param>
    /// <param name="warp">The factor of the frequencies of a changed vocal tract, for training; 1 changes
    /// nothing.</param>
    /// <exception cref="ArgumentException">The options can't be.</exception>
    public SoundFeatureExtractor(SoundFeatureOptions options, int rate, double warp = 1)
    {
        if (!options.IsInRange)
        {
            throw new ArgumentException("The options of the features are out of range.", nameof(options));
        }

        (_options, _analysis, _resampler) = (
            options, new FrameAnalysis(options, warp), new Resampler(rate, options.Rate));
        _running = options.Normalization == SoundNormalization.Running
            ? new RunningMean(options.FrameFeatures, 1000 / options.HopMilliseconds)
            : null;
        _row = new float[options.Features];
        Reset();
    }

    /// <summary>F: features of a row.</summary>
    public int Features => _row.Length;

    /// <summary>Begins again with another sound.</summary>
    public void Reset()
    {
        (_filled, _isFinished, _rows) = (0, false, 0);
        _resampler.Reset();
        _running?.Reset();
        _samples.Clear();
        _samples.Extend(FrameAnalysis.History).Clear();
    }

    /// <summary>Takes the next samples of the sound.</summary>
    /// <param name="samples">Any number of samples, −1 … 1.</param>
    public void Push(ReadOnlySpan<float> samples) => _resampler.Push(samples, _samples);

    /// <summary>Takes the end of the sound.</summary>
    public void Finish()
    {
        if (!_isFinished)
        {
            _resampler.Finish(_samples);
            _isFinished = true;
        }
    }

    /// <summary>Gives the next row, if its sound is there.</summary>
    /// <param name="row">[F], overwritten.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryRead(Span<float> row)
    {
        int width = _options.FrameFeatures;
        while (_filled < _options.Stack)
        {
            if (_samples.Count < _analysis.Samples && !FillUp())
            {
                return false;
            }

            Span<float> frame = _row.AsSpan(_filled * width, width);
            _analysis.Apply(_samples.Waiting[.._analysis.Samples], frame);
            Scale(frame);
            _running?.Apply(frame);
            _samples.Drop(_options.Hop);
            _filled++;
        }

        _row.CopyTo(row);
        (_filled, _rows) = (0, _rows + 1);
        return true;
    }

    /// <summary>Writes what waits, of a sound at the rate of the features that has not ended.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_rows);
        writer.Write(_filled);
        foreach (float value in _row.AsSpan(0, _filled * _options.FrameFeatures))
        {
            writer.Write(value);
        }

        writer.Write(_samples.Count);
        foreach (float sample in _samples.Waiting)
        {
            writer.Write(sample);
        }

        _running?.Save(writer);
    }

    /// <summary>Continues from the bytes that <see cref="Save"/> wrote; to be called before the first sample.</summary>
    /// <exception cref="FormatException">No extractor of these features can be in this state.</exception>
    public void Load(BinaryReader reader)
    {
        (_rows, _filled) = (reader.ReadInt64(), reader.ReadInt32());

        // All complete rows were read, so that less than a frame waits.
        if (_rows < 0 || _filled < 0 || _filled >= _options.Stack)
        {
            throw new FormatException("The stated length of a row is wrong.");
        }

        foreach (ref float value in _row.AsSpan(0, _filled * _options.FrameFeatures))
        {
            value = reader.ReadSingle();
        }

        int waiting = reader.ReadInt32();
        if (waiting < 0 || waiting >= _analysis.Samples)
        {
            throw new FormatException("More sound waits than a frame.");
        }

        _samples.Clear();
        foreach (ref float sample in _samples.Extend(waiting))
        {
            sample = reader.ReadSingle();
        }

        _running?.Load(reader);
    }

    /// <summary>The first row of a sound that is shorter than it: silence follows.</summary>
    private bool FillUp()
    {
        if (!_isFinished || _rows > 0)
        {
            return false;
        }

        _samples.Extend(_analysis.Samples - _samples.Count).Clear();
        return true;
    }

    private void Scale(Span<float> frame)
    {
        for (int f = 0; f < frame.Length; f++)
        {
            float center = _options.Center.Count > 0 ? _options.Center[f] : 0,
                spread = _options.Spread.Count > 0 ? _options.Spread[f] : 1;
            frame[f] = (frame[f] - center) / spread;
        }
    }
}
