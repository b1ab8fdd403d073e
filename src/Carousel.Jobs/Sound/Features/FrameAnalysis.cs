namespace Carousel.Jobs.Sound;

/// <summary>The features of one frame of sound, before they are normalised.</summary>
internal sealed class FrameAnalysis
{
    /// <summary>
    /// Added to each energy before the logarithm: about the noise of rounding to 16 bits, so that digital silence does
    /// not stand apart.
    /// </summary>
    private const double Floor = 1e-9;

    private readonly SoundFeatureOptions _options;
    private readonly PowerSpectrum _spectrum;
    private readonly MelFilters _filters;
    private readonly CosineTransform? _cepstrum;
    private readonly double[] _frame, _power, _bands;

    /// <summary>An analysis.</summary>
    /// <param name="options">What a frame becomes.</param>
    /// <param name="warp">The factor of the frequencies of a changed vocal tract; 1 changes nothing.</param>
    public FrameAnalysis(SoundFeatureOptions options, double warp)
    {
        (_options, _spectrum) = (options, new PowerSpectrum(options.Window));
        _filters = new MelFilters(options, _spectrum.Points, warp);
        _cepstrum = options.Kind == SoundFeatureKind.Mfcc
            ? new CosineTransform(options.Bands, options.Coefficients)
            : null;
        (_frame, _power, _bands) = (
            new double[options.Window], new double[(_spectrum.Points / 2) + 1], new double[options.Bands]);
    }

    /// <summary>The sample before the frame, which the pre-emphasis sees.</summary>
    public const int History = 1;

    /// <summary>Samples that one call looks at: the history and the frame.</summary>
    public int Samples => History + _options.Window;

    /// <summary>Analyses a frame.</summary>
    /// <param name="samples">[history + window].</param>
    /// <param name="features">[F of a frame], overwritten.</param>
    public void Apply(ReadOnlySpan<float> samples, Span<float> features)
    {
        ReadOnlySpan<float> frame = samples[History..];
        double energy = 0;
        for (int n = 0; n < frame.Length; n++)
        {
            energy += (double)frame[n] * frame[n];
            _frame[n] = frame[n] - (_options.Preemphasis * samples[History + n - 1]);
        }

        _spectrum.Of(_frame, _power);
        _filters.Apply(_power, _bands);
        for (int b = 0; b < _bands.Length; b++)
        {
            _bands[b] = Math.Log(_bands[b] + Floor);
        }

        int at = WriteSpectrum(features);
        if (_options.Energy)
        {
            features[at] = (float)Math.Log((energy / frame.Length) + Floor);
        }
    }

    private int WriteSpectrum(Span<float> features)
    {
        if (_cepstrum is not null)
        {
            _cepstrum.Apply(_bands, features[.._options.Coefficients]);
            return _options.Coefficients;
        }

        for (int b = 0; b < _bands.Length; b++)
        {
            features[b] = (float)_bands[b];
        }

        return _bands.Length;
    }
}
